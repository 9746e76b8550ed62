using System.Collections.Immutable;
using Prov.Domain.Policies;

namespace Prov.Domain.Sources;

/// <summary>Folds due changes and one event into what the sources say of an identity.</summary>
internal static class RecordFolding
{
    /// <summary>The records after the fold.</summary>
    /// <param name="Records">The same array when nothing has changed.</param>
    /// <param name="Outcome">What became of the event; null without one or when refused.</param>
    /// <param name="Refusal">Why the event cannot be accepted; null otherwise.</param>
    public readonly record struct Result(ImmutableArray<SourceRecord> Records, EventOutcome? Outcome, EventFault? Refusal);

    public static Result Fold(
        ImmutableArray<SourceRecord> records, LifecycleEvent? lifecycleEvent, PolicySnapshot snapshot, DateTimeOffset now,
        LeaveHandling leaves = LeaveHandling.Apply, string? decidedSource = null)
    {
        for (var i = 0; i < records.Length; i++)
        {
            var record = records[i].Source == decidedSource ? Decided(records[i], leaves, now) : records[i];
            records = Replace(records, i, Dated(RecordTimeline.ApplyDue(record, now), snapshot));
        }

        return lifecycleEvent is null ? new(records, null, null)
            : leaves == LeaveHandling.Hold ? Hold(records, lifecycleEvent)
            : Take(records, lifecycleEvent, snapshot, now);
    }

    private static SourceRecord Decided(SourceRecord record, LeaveHandling leaves, DateTimeOffset now) => leaves switch
    {
        LeaveHandling.Release => RecordTimeline.Release(record, now),
        LeaveHandling.Drop when record.Held is not null => record with { Held = null },
        _ => record,
    };

    private static Result Hold(ImmutableArray<SourceRecord> records, LifecycleEvent leave)
    {
        var place = Find(records, leave);
        return new(records.SetItem(place, RecordTimeline.Hold(records[place], leave)), EventOutcome.Held, null);
    }

    private static Result Take(
        ImmutableArray<SourceRecord> records, LifecycleEvent lifecycleEvent, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var place = Find(records, lifecycleEvent);
        if (lifecycleEvent.Emergency && records.Length > 0)
        {
            return Emergency(records, lifecycleEvent, snapshot, now);
        }

        if (place < 0)
        {
            return First(records, ~place, lifecycleEvent, snapshot, now);
        }

        var record = records[place];
        if (lifecycleEvent.Sequence <= record.Sequence)
        {
            return new(records, EventOutcome.Superseded, null);
        }

        if (lifecycleEvent.EffectiveAt > now)
        {
            return record.Scheduled.Length < Limits.ScheduledPerRecordCount
                ? new(Replace(records, place, RecordTimeline.Schedule(record, lifecycleEvent)), EventOutcome.Scheduled, null)
                : new(records, null, TooManyScheduled());
        }

        var next = Dated(RecordTimeline.Accept(record, lifecycleEvent, now), snapshot);
        return SaysTheSame(record, next)
            ? new(Replace(records, place, next), EventOutcome.Unchanged, null)
            : new(records.SetItem(place, next), EventOutcome.Applied, null);
    }

    // Whatever the order in which it comes: who must be out is out of everything.
    private static Result Emergency(
        ImmutableArray<SourceRecord> records, LifecycleEvent leave, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var ended = records;
        for (var i = 0; i < ended.Length; i++)
        {
            var record = ended[i];
            var isNamed = record.Source == leave.Source && record.Key == leave.SourceKey;
            var sequence = isNamed && !(leave.Sequence <= record.Sequence) ? leave.Sequence : record.Sequence;
            var next = RecordTimeline.Accept(record, leave with { ContentDigest = null }, now) with { Sequence = sequence };
            ended = Replace(ended, i, Dated(next, snapshot));
        }

        return new(ended, ended == records ? EventOutcome.Unchanged : EventOutcome.Applied, null);
    }

    // A leave of a record that is not known is remembered, so that a join that comes late and older does not bring the person in. Without a
    // sequence nothing could be older than it: then the key is taken for mistyped.
    private static Result First(
        ImmutableArray<SourceRecord> records, int place, LifecycleEvent lifecycleEvent, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var saysWho = lifecycleEvent.Kind is LifecycleEventKind.Join or LifecycleEventKind.Record;
        if (!saysWho && (lifecycleEvent.Kind != LifecycleEventKind.Leave || lifecycleEvent.Sequence is null))
        {
            return new(records, null, RecordUnknown());
        }

        if (records.Length == Limits.RecordsPerIdentityCount)
        {
            return new(records, null, TooManyRecords());
        }

        var later = lifecycleEvent.EffectiveAt > now;
        var empty = new SourceRecord { Source = lifecycleEvent.Source, Key = lifecycleEvent.SourceKey, Ended = true };
        var record = later
            ? RecordTimeline.Schedule(Announced(empty, lifecycleEvent), lifecycleEvent)
            : RecordTimeline.Accept(empty with { Ended = lifecycleEvent.Kind == LifecycleEventKind.Leave }, lifecycleEvent, now);
        return new(
            records.Insert(place, Dated(record, snapshot)), later ? EventOutcome.Scheduled : EventOutcome.Applied, null);
    }

    // Who is to come has a name already, for correlation and for people; the join itself sets the same again when its day comes.
    private static SourceRecord Announced(SourceRecord record, LifecycleEvent lifecycleEvent) => record with
    {
        Attributes = Identities.AttributeSet.WithoutNulls(lifecycleEvent.Attributes),
        ContentDigest = lifecycleEvent.ContentDigest == LifecycleEvent.RowGone ? null : lifecycleEvent.ContentDigest,
    };

    /// <summary>The record with its first and last instant as its attributes say; those of an unknown source stay as they are.</summary>
    private static SourceRecord Dated(SourceRecord record, PolicySnapshot snapshot)
    {
        if (!snapshot.Sources.TryGetValue(record.Source, out var source))
        {
            return record;
        }

        var (declaration, attributes) = (source.Declaration, record.Attributes);
        var dated = record with
        {
            Start = CivilDates.Start(declaration, attributes),
            End = CivilDates.End(declaration, attributes),
            AwayFrom = CivilDates.AwayFrom(declaration, attributes),
            AwayUntil = CivilDates.AwayUntil(declaration, attributes),
        };
        return HasSameDates(record, dated) ? record : dated;
    }

    private static bool HasSameDates(SourceRecord left, SourceRecord right) =>
        left.Start == right.Start && left.End == right.End && left.AwayFrom == right.AwayFrom && left.AwayUntil == right.AwayUntil;

    private static int Find(ImmutableArray<SourceRecord> records, LifecycleEvent lifecycleEvent)
    {
        for (var i = 0; i < records.Length; i++)
        {
            var order = string.CompareOrdinal(records[i].Source, lifecycleEvent.Source);
            order = order != 0 ? order : string.CompareOrdinal(records[i].Key, lifecycleEvent.SourceKey);
            if (order >= 0)
            {
                return order == 0 ? i : ~i;
            }
        }

        return ~records.Length;
    }

    private static ImmutableArray<SourceRecord> Replace(ImmutableArray<SourceRecord> records, int place, SourceRecord next)
    {
        var old = records[place];
        return ReferenceEquals(old, next)
            || (SaysTheSame(old, next) && old.Sequence == next.Sequence && old.ContentDigest == next.ContentDigest)
                ? records
                : records.SetItem(place, next);
    }

    private static bool SaysTheSame(SourceRecord left, SourceRecord right) =>
        left.Ended == right.Ended
        && left.Suspended == right.Suspended
        && HasSameDates(left, right)
        && left.Scheduled == right.Scheduled
        && ReferenceEquals(left.Held, right.Held)
        && Identities.AttributeSet.Same(left.Attributes, right.Attributes);

    private static EventFault RecordUnknown() => new(
        EventFaultReasons.RecordUnknown, "source_key", "The source has no record under this key. Send a join, or the whole record, first; a leave may come before them if it has a sequence.");

    private static EventFault TooManyScheduled() => new(
        EventFaultReasons.TooManyScheduled, "effective_at",
        $"The record has {Limits.ScheduledPerRecordCount} changes waiting. Send this one when some have taken effect.");

    private static EventFault TooManyRecords() => new(
        EventFaultReasons.TooManyRecords, "source_key",
        $"The identity has {Limits.RecordsPerIdentityCount} records. Check the correlation attributes of the source.");
}
