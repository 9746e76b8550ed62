using System.Collections.Immutable;
using Prov.Domain.Identities;

namespace Prov.Domain.Sources;

/// <summary>What single events do to the record that they are about, now or when their instant comes.</summary>
/// <remarks>
/// Changes in the future wait on the record, ordered by the instant of their effect, then by arrival (which is also the order of the
/// sequence, since an older sequence is never accepted). The newest statement about being here replaces what was planned before: a join
/// drops planned leaves at or after its instant, a leave drops planned joins likewise, so that a hire can be rescinded.
/// </remarks>
internal static class RecordTimeline
{
    /// <summary>Applies every waiting change whose instant has come.</summary>
    public static SourceRecord ApplyDue(SourceRecord record, DateTimeOffset now)
    {
        var due = 0;
        while (due < record.Scheduled.Length && record.Scheduled[due].EffectiveAt <= now)
        {
            record = Apply(record, record.Scheduled[due]);
            due++;
        }

        return due == 0 ? record : record with { Scheduled = record.Scheduled.RemoveRange(0, due) };
    }

    /// <summary>The record after an accepted event that takes effect at once.</summary>
    public static SourceRecord Accept(SourceRecord record, LifecycleEvent lifecycleEvent, DateTimeOffset now)
    {
        var next = Apply(record, lifecycleEvent) with
        {
            Sequence = lifecycleEvent.Sequence ?? record.Sequence, Held = SpeaksOfBeingHere(lifecycleEvent) ? null : record.Held,
        };
        return DropReplaced(next, lifecycleEvent.Kind, now);
    }

    /// <summary>The record after an accepted event that takes effect later.</summary>
    public static SourceRecord Schedule(SourceRecord record, LifecycleEvent lifecycleEvent)
    {
        var instant = lifecycleEvent.EffectiveAt!.Value;
        var next = DropReplaced(record, lifecycleEvent.Kind, instant);
        next = next.Held is not null && SpeaksOfBeingHere(lifecycleEvent) ? next with { Held = null } : next;
        var place = next.Scheduled.Length;
        while (place > 0 && next.Scheduled[place - 1].EffectiveAt > instant)
        {
            place--;
        }

        return next with { Scheduled = next.Scheduled.Insert(place, lifecycleEvent), Sequence = lifecycleEvent.Sequence ?? next.Sequence };
    }

    /// <summary>The record while a person looks at an event that would take somebody away.</summary>
    public static SourceRecord Hold(SourceRecord record, LifecycleEvent leave) =>
        record with { Held = leave, Sequence = leave.Sequence ?? record.Sequence };

    /// <summary>The record after its held leave was released.</summary>
    public static SourceRecord Release(SourceRecord record, DateTimeOffset now) => record.Held is not { } leave ? record
        : leave.EffectiveAt > now ? Schedule(record, leave)
        : Accept(record, leave, now);

    // The newest word about being here replaces the one that is held.
    private static bool SpeaksOfBeingHere(LifecycleEvent lifecycleEvent) =>
        lifecycleEvent.Kind is LifecycleEventKind.Join or LifecycleEventKind.Record or LifecycleEventKind.Leave;

    private static SourceRecord DropReplaced(SourceRecord record, LifecycleEventKind kind, DateTimeOffset from)
    {
        var replaced = kind switch
        {
            LifecycleEventKind.Join => LifecycleEventKind.Leave,
            LifecycleEventKind.Leave => LifecycleEventKind.Join,
            _ => (LifecycleEventKind?)null,
        };
        return replaced is not null && record.Scheduled.Any(s => s.Kind == replaced && s.EffectiveAt >= from)
            ? record with { Scheduled = record.Scheduled.RemoveAll(s => s.Kind == replaced && s.EffectiveAt >= from) }
            : record;
    }

    private static SourceRecord Apply(SourceRecord record, LifecycleEvent lifecycleEvent)
    {
        var next = lifecycleEvent.Kind switch
        {
            LifecycleEventKind.Join => Here(record, lifecycleEvent, revive: true),
            LifecycleEventKind.Record => Here(record, lifecycleEvent, revive: IsNews(record, lifecycleEvent)),
            LifecycleEventKind.Move => record with { Attributes = Patch(record.Attributes, lifecycleEvent.Attributes) },
            LifecycleEventKind.Leave => record with { Ended = true },
            LifecycleEventKind.Suspend => record with { Suspended = true },
            _ => record with { Suspended = false },
        };
        return lifecycleEvent.ContentDigest is { } digest
            ? next with { ContentDigest = digest == LifecycleEvent.RowGone ? null : digest }
            : next;
    }

    // A suspension belongs to the stay in which it was said: it does not outlast a leave.
    private static SourceRecord Here(SourceRecord record, LifecycleEvent lifecycleEvent, bool revive)
    {
        var attributes = AttributeSet.WithoutNulls(lifecycleEvent.Attributes);
        return record with
        {
            Attributes = AttributeSet.Same(attributes, record.Attributes) ? record.Attributes : attributes,
            Ended = record.Ended && !revive,
            Suspended = record.Suspended && !(record.Ended && revive),
        };
    }

    // A feed repeats its rows: a row that says the same as before an explicit leave is no news and brings nobody back; one that has
    // changed, or that comes back after it was gone from the feed, is.
    private static bool IsNews(SourceRecord record, LifecycleEvent row) =>
        !AttributeSet.Same(AttributeSet.WithoutNulls(row.Attributes), record.Attributes)
        || (row.ContentDigest is { } digest && digest != record.ContentDigest);

    private static ImmutableSortedDictionary<string, Expressions.Value> Patch(
        ImmutableSortedDictionary<string, Expressions.Value> attributes, ImmutableSortedDictionary<string, Expressions.Value> changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value.IsNull)
            {
                attributes = attributes.Remove(name);
            }
            else if (!attributes.TryGetValue(name, out var old) || !old.Equals(value))
            {
                attributes = attributes.SetItem(name, value);
            }
        }

        return attributes;
    }
}
