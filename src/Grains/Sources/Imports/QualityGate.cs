using System.Collections.Immutable;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;
using Prov.Grains.Sources.Feeds;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>Lets a feed through when it is as its source declares; else says why not and opens the source's work item.</summary>
internal sealed class QualityGate(
    ImportFolder folder, ImportStart start, CompiledSource source, IGrainFactory grains, IProvStore store, TimeProvider time)
{
    private const int ShownFaults = 50;

    private readonly IImportSourceGrain _source = grains.GetGrain<IImportSourceGrain>(GrainKeys.ImportSource(start.Tenant, start.Source));

    private string ItemKey => "gate:" + start.Source;

    /// <summary>Judges the spooled feed; its trailer is taken off.</summary>
    /// <returns>The rows, and every fault as one text; empty when it passes. A header at fault is left to the plan.</returns>
    public async Task<(long Rows, string Faults)> CheckAsync(FeedQuality quality, CancellationToken cancellationToken)
    {
        var trailer = quality.Trailer is null
            ? null
            : FeedMeasurement.TakeTrailer(folder.Feed, quality.Trailer, source.Declaration.Feed!.Delimiter);
        using var file = File.OpenHandle(folder.Feed);
        if (FeedFile.Open(source.Declaration, file).Feed is not { } feed)
        {
            return (0, "");
        }

        var statistics = await Task.Run(() => new FeedMeasurement(feed, quality).Run(file, trailer, cancellationToken), cancellationToken);
        var faults = FeedGate.Judge(quality, statistics, [.. await _source.GetAcceptedRowsAsync(cancellationToken)]);
        return (statistics.Rows, string.Join(
            " ", faults.Take(ShownFaults).Select(f => f.Column.Length == 0 ? $"{f.Reason}: {f.Message}" : $"{f.Reason}: {f.Column}: {f.Message}")));
    }

    /// <summary>Opens the source's item.</summary>
    public Task HoldAsync(string faults, CancellationToken cancellationToken) => ChangeAsync(
        new OpenWorkItem(new()
        {
            Tenant = start.Tenant,
            Key = ItemKey,
            Kind = WorkItemKind.DataQuality,
            Subject = "Import/" + folder.RunId,
            Summary = "A feed is held by its quality gate; nothing of it was applied. Repair the feed and import it, or release the import.",
            Details = ImmutableSortedDictionary<string, string>.Empty.Add("source", start.Source).Add("faults", faults),
            Owner = source.Declaration.Owner,
        }),
        cancellationToken);

    /// <summary>Remembers what is usual, and closes the source's item if there is one.</summary>
    public async Task PassAsync(long rows, string why, CancellationToken cancellationToken)
    {
        await _source.AcceptRowsAsync(rows, cancellationToken);
        var item = await store.LoadWorkItemAsync(start.Tenant, WorkItem.IdOf(start.Tenant, ItemKey), cancellationToken);
        if (item is { State: WorkItemState.Open })
        {
            await ChangeAsync(new CloseWorkItem(item.Id, WorkItemState.Cancelled, "prov", why), cancellationToken);
        }
    }

    private Task ChangeAsync(WorkItemChange change, CancellationToken cancellationToken) => store.CommitWorkItemsAsync(
        [change], WorkItemAudit.Entries([change], start.Tenant, "", start.Actor, folder.RunId, time.GetUtcNow()), cancellationToken);
}
