using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Auditing;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.Sources.Feeds;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Sources.Imports;

/// <summary>Tries quarantined rows and events again, with the configuration of today. What is accepted leaves the quarantine.</summary>
public sealed class QuarantineReplay(IProvStore store, IEventSubmitter submitter, PolicyCurrent policies, TimeProvider time)
{
    private const int PageRows = 500;

    /// <summary>What became of one record.</summary>
    /// <param name="Line">Its line.</param>
    /// <param name="SourceKey">Its key; empty when it has none.</param>
    /// <param name="Faults">Why it stays; empty when it was accepted.</param>
    public sealed record Result(long Line, string SourceKey, ImmutableArray<string> Faults);

    /// <summary>Tries the records of an import again.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="runId">The import.</param>
    /// <param name="lines">Which lines; empty for all.</param>
    /// <param name="release">
    /// True to let rows through that were set aside only because others of the file have their key: a person says that this one is right.
    /// </param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops between records; what was accepted stays.</param>
    public async IAsyncEnumerable<Result> RunAsync(
        string tenant, string runId, IReadOnlySet<long> lines, bool release, string actor,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var snapshot = await policies.FindAsync(tenant, cancellationToken) ?? PolicySnapshot.Empty;
        foreach (var record in await FindAsync(tenant, runId, lines, cancellationToken))
        {
            var (key, faults) = await TryAsync(record, snapshot, release, actor, cancellationToken);
            if (faults.IsEmpty)
            {
                await store.RemoveQuarantinedAsync(tenant, runId, record.Line, cancellationToken);
                await store.AppendAuditAsync([Entry(record with { SourceKey = key }, release, actor)], cancellationToken);
            }

            yield return new(record.Line, key, faults);
        }
    }

    // All of them first: the list is one of what is there, and gets shorter while records are accepted.
    private async Task<List<QuarantinedRecord>> FindAsync(string tenant, string runId, IReadOnlySet<long> lines, CancellationToken cancellationToken)
    {
        var (found, query) = (new List<QuarantinedRecord>(), new QuarantineQuery(tenant, PageRows, "") { RunId = runId });
        do
        {
            var page = await store.ListQuarantineAsync(query, cancellationToken);
            found.AddRange(page.Items.Where(r => lines.Count == 0 || lines.Contains(r.Line)));
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken.Length > 0);

        found.Sort((a, b) => a.Line.CompareTo(b.Line));
        return found;
    }

    private async Task<(string SourceKey, ImmutableArray<string> Faults)> TryAsync(
        QuarantinedRecord record, PolicySnapshot snapshot, bool release, string actor, CancellationToken cancellationToken)
    {
        if (record.Content is not { } content)
        {
            return (record.SourceKey, ["CONTENT_MISSING: What the row was is not kept: it is too long, or was set aside by an older version. Send it in a feed."]);
        }

        if (!release && record.Faults.Any(f => f.StartsWith(FeedFaultReasons.KeyDuplicate, StringComparison.Ordinal)))
        {
            return (record.SourceKey, [.. record.Faults.Where(f => f.StartsWith(FeedFaultReasons.KeyDuplicate, StringComparison.Ordinal))]);
        }

        var faults = ImmutableArray.CreateBuilder<FeedFault>();
        var lifecycleEvent = content.Event ?? Read(record, content, snapshot, faults);
        if (lifecycleEvent is null)
        {
            return (record.SourceKey, [.. faults.Select(f => f.Column.Length == 0 ? $"{f.Reason}: {f.Message}" : $"{f.Reason}: {f.Column}: {f.Message}")]);
        }

        var result = await submitter.SubmitAsync(lifecycleEvent with { Actor = actor }, cancellationToken);
        return (lifecycleEvent.SourceKey, result.Refusal is null ? [] : [.. result.Refusal.Faults.Select(f => $"{f.Reason}: {f.Field}: {f.Message}")]);
    }

    private static LifecycleEvent? Read(
        QuarantinedRecord record, QuarantinedContent content, PolicySnapshot snapshot, ImmutableArray<FeedFault>.Builder faults)
    {
        if (snapshot.FindSource(record.Source) is not { Feed: { } format } source)
        {
            faults.Add(new(ImportReasons.FeedNotDeclared, record.Line, "", "The source is not configured any more, or declares no feed."));
            return null;
        }

        var (columns, headerFaults) = FeedColumns.Bind(source, content.Columns);
        faults.AddRange(headerFaults);
        var row = columns is null
            ? null
            : new FeedRowReader(columns, new FeedSplitter((byte)format.Delimiter)).Read(content.Row.AsSpan(), record.Line, tooLarge: false, faults);
        return row is null ? null : new()
        {
            Tenant = record.Tenant,
            Source = record.Source,
            SourceKey = row.SourceKey,
            EventId = row.EventId.Length > 0 ? row.EventId : string.Create(CultureInfo.InvariantCulture, $"{record.RunId}:line-{record.Line}"),
            Kind = row.Kind,
            Sequence = row.Sequence,
            EffectiveAt = row.EffectiveAt,
            Attributes = row.Attributes,
        };
    }

    private AuditEntry Entry(QuarantinedRecord record, bool release, string actor) => new()
    {
        At = time.GetUtcNow(),
        Tenant = record.Tenant,
        Subject = "Import/" + record.RunId,
        Action = release ? AuditActions.QuarantineReleased : AuditActions.QuarantineReplayed,
        Actor = actor,
        Cause = record.RunId,
        Details = AuditDetails.Of(
            ("source", record.Source), ("sourceKey", record.SourceKey), ("line", record.Line.ToString(CultureInfo.InvariantCulture))),
    };
}
