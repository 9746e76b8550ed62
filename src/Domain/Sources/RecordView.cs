using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Sources;

/// <summary>A record as it stands at one instant.</summary>
/// <param name="Record">The record.</param>
/// <param name="Source">Its source; null when the configuration has it no more.</param>
/// <param name="Here">True when it says that the person is here at the instant.</param>
/// <param name="Coming">True when it says that the person will be here later.</param>
/// <param name="Away">True when it says that the person is away for a time at the instant.</param>
/// <param name="Next">The next instant at which its answer changes; null for none.</param>
internal readonly record struct RecordView(SourceRecord Record, CompiledSource? Source, bool Here, bool Coming, bool Away, DateTimeOffset? Next)
{
    /// <summary>True when its source cannot be relied on for now: others' values go before its own.</summary>
    public bool IsLost => Source?.Declaration.Lost ?? true;

    public int Precedence => Source?.Declaration.Precedence ?? int.MaxValue;

    public static RecordView At(DateTimeOffset now, SourceRecord record, PolicySnapshot snapshot, NoteCollector notes)
    {
        if (!snapshot.Sources.TryGetValue(record.Source, out var source))
        {
            var document = "AuthoritativeSource/" + record.Source;
            notes.Add(DecisionNoteReasons.SourceUnknown, document, "The record's source is not configured any more.");
        }

        var counts = !record.Ended && IsActive(record, source, notes) && !(record.End <= record.Start);
        var started = record.Start is null || record.Start <= now;
        var over = record.End <= now;
        var joins = record.Scheduled.Any(s => s.Kind is LifecycleEventKind.Join or LifecycleEventKind.Record);
        return new(
            record, source, counts && started && !over, joins || (counts && !started), record.Suspended || IsAway(record, now),
            Earlier(Earlier(counts ? (!started ? record.Start : !over ? record.End : null) : null, NextOfAbsence(record, now)), FirstScheduled(record)));
    }

    private static bool HasAbsence(SourceRecord record) =>
        (record.AwayFrom is not null || record.AwayUntil is not null) && !(record.AwayUntil <= record.AwayFrom);

    private static bool IsAway(SourceRecord record, DateTimeOffset now) =>
        HasAbsence(record) && !(record.AwayFrom > now) && !(record.AwayUntil <= now);

    private static DateTimeOffset? NextOfAbsence(SourceRecord record, DateTimeOffset now)
    {
        if (!HasAbsence(record) || record.AwayUntil <= now)
        {
            return null;
        }

        return record.AwayFrom > now ? record.AwayFrom : record.AwayUntil;
    }

    public static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right < left ? right : left;

    private static DateTimeOffset? FirstScheduled(SourceRecord record) =>
        record.Scheduled.IsEmpty ? null : record.Scheduled[0].EffectiveAt;

    private static bool IsActive(SourceRecord record, CompiledSource? source, NoteCollector notes)
    {
        if (source?.Active is null)
        {
            return true;
        }

        var result = source.Active.Evaluate(Value.From(record.Attributes));
        if (result.IsError)
        {
            notes.Add(
                DecisionNoteReasons.PolicyEvaluationFailed, $"AuthoritativeSource/{record.Source} spec.active",
                $"{result.ErrorReason}: {result.ErrorMessage}");
        }

        return result.IsTrue;
    }
}
