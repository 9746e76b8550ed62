using System.Collections.Immutable;

namespace Prov.Domain.Sources;

/// <summary>From when until when an identity's records say that the person is here, planned joins and leaves included.</summary>
/// <param name="StartsAt">The earliest beginning; null when some record has none.</param>
/// <param name="EndsAt">The latest end; null when some record is open, or all have ended.</param>
internal readonly record struct Tenure(DateTimeOffset? StartsAt, DateTimeOffset? EndsAt)
{
    /// <summary>Records that a leave has ended do not count, unless a join waits on them.</summary>
    public static Tenure Of(ImmutableArray<SourceRecord> records)
    {
        DateTimeOffset? start = null, end = null;
        var (first, openStart, openEnd) = (true, false, false);
        foreach (var record in records)
        {
            var join = Scheduled(record, LifecycleEventKind.Join);
            if (record.Ended && join is null)
            {
                continue;
            }

            var begins = RecordStart(record, join);
            var ends = RecordView.Earlier(record.End, Scheduled(record, LifecycleEventKind.Leave));
            (openStart, openEnd) = (openStart || begins is null, openEnd || ends is null);
            start = first || begins < start ? begins : start;
            end = first || ends > end ? ends : end;
            first = false;
        }

        return new(openStart ? null : start, openEnd ? null : end);
    }

    private static DateTimeOffset? RecordStart(SourceRecord record, DateTimeOffset? join) =>
        record.Ended && (record.Start is null || record.Start < join) ? join : record.Start;

    private static DateTimeOffset? Scheduled(SourceRecord record, LifecycleEventKind kind)
    {
        foreach (var waiting in record.Scheduled)
        {
            if (waiting.Kind == kind)
            {
                return waiting.EffectiveAt;
            }
        }

        return null;
    }
}
