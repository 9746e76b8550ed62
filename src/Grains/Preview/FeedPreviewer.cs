using System.Collections.Immutable;
using Prov.Domain.Policies;
using Prov.Domain.Preview;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Removals;
using Prov.Grains.Sources.Imports;
using Prov.Storage;

namespace Prov.Grains.Preview;

/// <summary>Shows what importing a feed would do: the import's own plan, and for each of its events what would be decided.</summary>
public sealed class FeedPreviewer(IGrainFactory grains, IProvStore store, Previewer previewer, ProvGrainsOptions options, TimeProvider time)
{
    private const int ProgressEvents = 1000;

    /// <param name="tenant">The tenant.</param>
    /// <param name="source">Name of the authoritative source.</param>
    /// <param name="content">The file; read to its end first.</param>
    /// <param name="snapshot">The configuration in force.</param>
    /// <param name="samples">Most plans to keep as samples.</param>
    /// <param name="onProgress">Told now and then how many events were looked at.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    /// <exception cref="ImportRefusedException">The source has no feed, or the file as a whole is at fault.</exception>
    public async Task<FeedPreview> OfFeedAsync(
        string tenant, string source, Stream content, PolicySnapshot snapshot, int samples, Func<long, Task> onProgress, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var scratch = Path.Combine(options.Imports.DataFolder, "previews", Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));
        try
        {
            var run = new Run(tenant, source, SourceOf(source, snapshot), snapshot, scratch, samples);
            var result = await PlanAsync(run, content, onProgress, cancellationToken);
            return result with { Took = time.GetElapsedTime(begun) };
        }
        catch (FeedRefusedException refused)
        {
            throw new ImportRefusedException(refused.Reason, refused.Explanation);
        }
        finally
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    private static CompiledSource SourceOf(string name, PolicySnapshot snapshot) => !snapshot.Sources.TryGetValue(name, out var source)
        ? throw new ImportRefusedException(ImportReasons.SourceUnknown, "No authoritative source of this name is configured.")
        : source.Declaration.Feed is null
            ? throw new ImportRefusedException(ImportReasons.FeedNotDeclared, "The source declares no feed. Add one to its configuration.")
            : source;

    private async Task<FeedPreview> PlanAsync(Run run, Stream content, Func<long, Task> onProgress, CancellationToken cancellationToken)
    {
        var start = new ImportStart(run.Tenant, run.SourceName, "", "");
        var folder = ImportFolder.Create(run.Scratch, run.Tenant, "preview");
        await FeedSpool.WriteAsync(content, run.Source.Declaration.Feed!.Encoding, folder.Feed, options.Imports.MaxFeedBytes, cancellationToken);
        var gate = await GateAsync(run, folder, start, cancellationToken);
        using var indexes = new DifferenceIndexes(new ImportOptions { DataFolder = run.Scratch, IndexMemoryBytes = options.Imports.IndexMemoryBytes }, store, time);
        using var file = File.OpenHandle(folder.Feed);
        var counts = new ImportCounts();
        var planning = new FeedPlanning(folder, start, run.Source, counts, new RowQuarantine(null, start, folder.RunId, time), store, indexes,
            new PlanAdmission(store, new Populations(store, time), time) { IsPreview = true }, time);
        using var plan = await planning.PlanAsync(file, "", cancellationToken);
        var rows = new RowEvents(file, plan.Feed, run.Source, start, folder.RunId, time);
        var changes = plan.Changes.ReadAll().Select(r => rows.Read(r, ImmutableArray.CreateBuilder<FeedFault>())!);
        var summary = await DecideAsync(run, changes.Concat(LeaveFile.ReadAll(folder.Leaves)), onProgress, cancellationToken);
        return new(counts.RowsRead, counts.RowsUnchanged, counts.RowsBad, counts.Leaves, plan.Hold, gate, summary, default);
    }

    /// <summary>What the quality gate says; the trailer is taken off the feed.</summary>
    private async Task<string> GateAsync(Run run, ImportFolder folder, ImportStart start, CancellationToken cancellationToken) =>
        run.Source.Declaration.Quality is { } quality
            ? (await new QualityGate(folder, start, run.Source, grains, store, time).CheckAsync(quality, cancellationToken)).Faults
            : "";

    private async Task<PlanSummary> DecideAsync(
        Run run, IEnumerable<PlannedEvent> events, Func<long, Task> onProgress, CancellationToken cancellationToken)
    {
        var summary = new PlanSummary { MaxSamples = run.Samples };
        var now = time.GetUtcNow();
        var decisions = new PreviewDecision(store, run.Snapshot, now);
        foreach (var planned in events)
        {
            var preview = await previewer.OfEventAsync(planned.Event, decisions, run.Snapshot, now, cancellationToken);
            (summary.Screened, summary.Decided) = (summary.Screened + 1, summary.Decided + 1);
            if (preview.Plan is not null)
            {
                summary.Add(preview.Plan);
            }

            if (summary.Screened % ProgressEvents == 0)
            {
                await onProgress(summary.Screened);
            }
        }

        return summary;
    }

    private sealed record Run(string Tenant, string SourceName, CompiledSource Source, PolicySnapshot Snapshot, string Scratch, int Samples);
}
