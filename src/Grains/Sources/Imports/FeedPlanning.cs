using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Digests;
using Prov.Grains.Removals;
using Prov.Grains.Sources.Feeds;
using Prov.Grains.Sources.Index;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>Makes the plan of a run: what differs, what of it is at fault, who would leave, and whether so many may.</summary>
internal sealed class FeedPlanning(
    ImportFolder folder,
    ImportStart start,
    CompiledSource source,
    ImportCounts counts,
    RowQuarantine quarantine,
    IProvStore store,
    DifferenceIndexes indexes,
    PlanAdmission admission,
    TimeProvider time)
{
    // Keys of an event feed: those that it brings in itself, and those whose events wait behind a leave of theirs.
    private readonly HashSet<Digest> _joined = [];
    private readonly HashSet<Digest> _leaving = [];
    private long _unreadable;

    private bool IsSnapshot => source.Declaration.Feed!.Mode == FeedMode.Snapshot;

    /// <exception cref="FeedRefusedException">The feed as a whole is at fault.</exception>
    public async Task<FeedPlan> PlanAsync(SafeFileHandle file, string lastRunId, CancellationToken cancellationToken)
    {
        var (feed, faults) = FeedFile.Open(source.Declaration, file);
        if (feed is null)
        {
            throw new FeedRefusedException(faults);
        }

        var index = IsSnapshot ? await indexes.OpenAsync(start, lastRunId, folder.RunId, RandomAccess.GetLength(file), cancellationToken) : null;
        using var differing = new RowFile(folder.Differing);
        var comparison = await CompareAsync(file, feed, index, differing, cancellationToken);
        var changes = new RowFile(folder.Changes);
        try
        {
            long fromRows, planned;
            var absences = new AbsencePlanning(folder, start, source.Declaration, store);
            using (var leaves = new LeaveFile(folder.Leaves))
            {
                fromRows = await CheckAsync(file, feed, comparison, differing, changes, leaves, cancellationToken);
                RefuseTooManyBadRows();
                await absences.FindAsync(index, comparison, leaves, cancellationToken);
                planned = leaves.Count;
            }

            var hold = await HoldAsync(fromRows, absences, index?.HereCount ?? 0, cancellationToken);
            if (hold.Length > 0 && index is null)
            {
                // Few leaves never need the population, which a feed of events costs a scan.
                hold = await HoldAsync(fromRows, absences, await CountHereAsync(cancellationToken), cancellationToken);
            }

            planned += await absences.SettleAsync(isHeld: hold.Length > 0, note: !admission.IsPreview, cancellationToken);
            counts.Leaves = fromRows + absences.Confirmed + (hold.Length > 0 ? absences.Unconfirmed : 0);
            counts.Planned = changes.Count + planned;
            return new(feed, index, changes, planned, hold);
        }
        catch
        {
            changes.Dispose();
            throw;
        }
    }

    private async Task<FeedComparison> CompareAsync(
        SafeFileHandle file, FeedFile feed, DifferenceIndex? index, RowFile differing, CancellationToken cancellationToken)
    {
        var comparison = new FeedComparison(feed.Columns, index, feed.Seed);
        void Count(FeedComparison c) => (counts.RowsRead, counts.RowsUnchanged) = (c.Rows, c.Unchanged);
        await Task.Run(() => comparison.Run(file, feed.Offset, feed.Line, differing.Add, Count, cancellationToken), cancellationToken);
        return comparison.IsTruncated
            ? throw new FeedRefusedException(
            [
                new(FeedFaultReasons.TruncatedFeed, 0, "", "The file ends within a row: it was cut off. Nothing was applied. Send it again whole."),
            ])
            : comparison;
    }

    /// <summary>Reads what differs; sorts it into changes and leaves. Returns the number of leaves that the guard counts.</summary>
    private async Task<long> CheckAsync(
        SafeFileHandle file, FeedFile feed, FeedComparison comparison, RowFile differing, RowFile changes, LeaveFile leaves, CancellationToken cancellationToken)
    {
        var events = new RowEvents(file, feed, source, start, folder.RunId, time);
        var faults = ImmutableArray.CreateBuilder<FeedFault>();
        var counted = 0L;
        foreach (var row in differing.ReadAll())
        {
            cancellationToken.ThrowIfCancellationRequested();
            faults.Clear();
            var planned = events.Read(row, faults);
            if (comparison.RepeatedKeys.Contains(row.Key))
            {
                faults.Add(new(
                    FeedFaultReasons.KeyDuplicate, row.Line, feed.Columns.Format.KeyColumn, "Several rows of the feed have this key; none of them is applied."));
            }

            if (planned is null || faults.Count > 0)
            {
                await SetAsideAsync(row, planned, events, faults, cancellationToken);
            }
            else if (IsLeave(row, planned, ref counted))
            {
                leaves.Add(planned);
            }
            else
            {
                changes.Add(row);
            }
        }

        await quarantine.FlushAsync(cancellationToken);
        return counted;
    }

    private Task SetAsideAsync(
        PlannedRow row, PlannedEvent? planned, RowEvents events, ImmutableArray<FeedFault>.Builder faults, CancellationToken cancellationToken)
    {
        // A row whose key cannot be trusted may be the one of a person who seems absent.
        var known = (row.Marks & (RowMarks.WasHere | RowMarks.Repeated)) != 0;
        _unreadable += (events.IsMalformed && !known) || (row.Marks & RowMarks.Keyless) != 0 ? 1 : 0;
        counts.AddBad();
        return quarantine.AddAsync(row.Line, planned?.Event.SourceKey ?? "", faults.Select(Text), events.Content(), cancellationToken);
    }

    private static string Text(FeedFault fault) =>
        fault.Column.Length == 0 ? $"{fault.Reason}: {fault.Message}" : $"{fault.Reason}: {fault.Column}: {fault.Message}";

    /// <summary>
    /// In a snapshot, a row that says that somebody is gone who was here. In a feed of events, a leave, and what follows it for the same
    /// record, since the order must stay; a leave of a record that the same feed brings in is history and not counted.
    /// </summary>
    private bool IsLeave(PlannedRow row, PlannedEvent planned, ref long counted)
    {
        if (IsSnapshot)
        {
            var leaves = !planned.Here && (row.Marks & RowMarks.WasHere) != 0;
            counted += leaves ? 1 : 0;
            return leaves;
        }

        if (planned.Event.Kind is LifecycleEventKind.Join or LifecycleEventKind.Record && !_leaving.Contains(row.Key))
        {
            _joined.Add(row.Key);
        }
        else if (planned.Event.Kind == LifecycleEventKind.Leave && !_joined.Contains(row.Key) && _leaving.Add(row.Key))
        {
            counted++;
        }

        return _leaving.Contains(row.Key);
    }

    private void RefuseTooManyBadRows()
    {
        if (MassChange.IsRefused(counts.RowsBad, counts.RowsRead, source.Declaration.Guard))
        {
            throw new FeedRefusedException(
            [
                new(FeedFaultReasons.TooManyBadRows, 0, "", $"{counts.RowsBad} of {counts.RowsRead} rows are bad, more than the source allows. Nothing was applied. The rows are in quarantine with their faults."),
            ]);
        }
    }

    private async Task<long> CountHereAsync(CancellationToken cancellationToken)
    {
        var here = 0L;
        await foreach (var record in store.ScanSourceRecordsAsync(start.Tenant, start.Source, cancellationToken))
        {
            here += RowDigest.IsHere(record) ? 1 : 0;
        }

        return here;
    }

    private async Task<string> HoldAsync(long fromRows, AbsencePlanning absences, long population, CancellationToken cancellationToken)
    {
        var absent = absences.Confirmed + absences.Unconfirmed;
        if (absent > 0 && _unreadable > 0)
        {
            return $"{ImportReasons.RowsUnreadable}: {_unreadable} rows have no readable key and may be those of {absent} records that seem absent. Repair the feed and import it, or release the run.";
        }

        var plan = new LeavePlan(fromRows + absences.Confirmed, absences.Unconfirmed, population, absences.SureKeys);
        var told = await admission.AdmitLeavesAsync(start.Tenant, source.Declaration, plan, cancellationToken);
        return told.Length == 0 ? "" : $"{ImportReasons.MassChange}: {told}";
    }
}
