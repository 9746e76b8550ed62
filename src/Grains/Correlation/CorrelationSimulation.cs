using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.Sources.Feeds;
using Prov.Grains.Sources.Imports;
using Prov.Storage;

namespace Prov.Grains.Correlation;

/// <summary>
/// Runs the correlation of a feed against who is known now, by the same decisions as an import, and writes nothing. Rows do not see each
/// other: of two rows of one new person both are new.
/// </summary>
public sealed class CorrelationSimulation(
    IProvStore store, CandidateSearch search, PolicyCurrent policies, ProvGrainsOptions options, TimeProvider time)
{
    /// <summary>What would become of each row, in the order of the file.</summary>
    /// <exception cref="ImportRefusedException">The source is unknown or declares no feed, or the file as a whole cannot be read.</exception>
    public async IAsyncEnumerable<SimulatedRow> RunAsync(
        string tenant, string source, Stream content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var snapshot = await policies.FindAsync(tenant, cancellationToken);
        if (snapshot is null || !snapshot.Sources.TryGetValue(source, out var compiled))
        {
            throw new ImportRefusedException(ImportReasons.SourceUnknown, "No authoritative source of this name is configured.");
        }

        var format = compiled.Declaration.Feed
            ?? throw new ImportRefusedException(ImportReasons.FeedNotDeclared, "The source declares no feed. Add one to its configuration.");
        var folder = ImportFolder.Create(options.Imports.DataFolder, tenant, "sim-" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));
        try
        {
            await FeedSpool.WriteAsync(content, format.Encoding, folder.Feed, options.Imports.MaxFeedBytes, cancellationToken);
            using var file = File.OpenHandle(folder.Feed);
            var (feed, faults) = FeedFile.Open(compiled.Declaration, file);
            if (feed is null)
            {
                throw new ImportRefusedException(faults[0].Reason, string.Join(" ", faults.Select(f => f.Message)));
            }

            var scanner = new FeedScanner(file, (byte)format.Delimiter, feed.Offset, feed.Line);
            var reader = new FeedRowReader(feed.Columns, new FeedSplitter((byte)format.Delimiter));
            while (scanner.MoveNext())
            {
                yield return await JudgeAsync(Read(scanner, reader, tenant, source), scanner.Line, snapshot, cancellationToken);
            }
        }
        finally
        {
            folder.Delete();
        }
    }

    /// <summary>The identity that a truth names: an identity's id, or a record as <c>source/key</c>; null when there is none.</summary>
    public async Task<string?> ResolveAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        var parts = name.Split('/', 2);
        if (parts.Length < 2)
        {
            return name.Length == 0 ? null : name;
        }

        var record = new Reservation("source:" + parts[0], parts[1]);
        return (await store.FindOwnersAsync(tenant, [record], cancellationToken)).GetValueOrDefault(record);
    }

    private static (LifecycleEvent? Event, string Faults) Read(FeedScanner scanner, FeedRowReader reader, string tenant, string source)
    {
        var faults = ImmutableArray.CreateBuilder<FeedFault>();
        var row = reader.Read(scanner.Raw, scanner.Line, scanner.IsTooLarge, faults);
        return row is null
            ? (null, string.Join("; ", faults.Select(f => $"{f.Reason}: {f.Column}: {f.Message}")))
            : (new()
            {
                Tenant = tenant,
                Source = source,
                SourceKey = row.SourceKey,
                EventId = "simulation",
                Kind = row.Kind,
                EffectiveAt = row.EffectiveAt,
                Attributes = row.Attributes,
            }, "");
    }

    private async Task<SimulatedRow> JudgeAsync(
        (LifecycleEvent? Event, string Faults) read, long line, PolicySnapshot snapshot, CancellationToken cancellationToken)
    {
        if (read.Event is not { } row)
        {
            return new(line, "", SimulatedOutcome.Bad, "", [], read.Faults);
        }

        var keys = CorrelationDecision.Keys(row, snapshot);
        var owners = await store.FindOwnersAsync(row.Tenant, keys, cancellationToken);
        if (owners.TryGetValue(keys[0], out var known))
        {
            return new(line, row.SourceKey, SimulatedOutcome.Known, known, [], "The record has its identity.");
        }

        if (snapshot.FindCorrelationRule(row.Source) is not { } rule)
        {
            return keys.Select(k => owners.GetValueOrDefault(k)).FirstOrDefault(o => o is not null) is { } owner
                ? new(line, row.SourceKey, SimulatedOutcome.Link, owner, [], "An exact key matches.")
                : new(line, row.SourceKey, SimulatedOutcome.Create, "", [], "No key is known, and the source has no scored rule.");
        }

        var (record, refusal) = WaitingRecord.Of([row], snapshot, time.GetUtcNow());
        if (record is null)
        {
            return new(line, row.SourceKey, SimulatedOutcome.Bad, "", [], $"{refusal!.Reason}: {refusal.Message}");
        }

        var verdict = await search.JudgeAsync(
            row.Tenant, row.Source, MatchDecision.AttributesOf(record, snapshot, time.GetUtcNow()), keys.RemoveAt(0), rule, time.GetUtcNow(), cancellationToken);
        return new(line, row.SourceKey, OutcomeOf(verdict.Outcome), verdict.IdentityId, verdict.Candidates, verdict.Explanation);
    }

    private static SimulatedOutcome OutcomeOf(MatchOutcome outcome) => outcome switch
    {
        MatchOutcome.Link => SimulatedOutcome.Link,
        MatchOutcome.Create => SimulatedOutcome.Create,
        _ => SimulatedOutcome.Review,
    };
}
