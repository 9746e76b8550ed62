using Prov.Cluster.Tests.Load;
using Prov.Cluster.Tests.People;
using Prov.Cluster.Tests.Targets;

namespace Prov.Cluster.Tests.Checks;

/// <summary>
/// Every effect at a target is that of one submitted event, whole, not before its submission; no event has its effect twice, and none
/// after a later one.
/// </summary>
/// <remarks>Not every event is seen, for a burst of changes costs one write; that the last one is there, the final state shows.</remarks>
public static class EffectCheck
{
    /// <summary>Every effect that should not be.</summary>
    public static IEnumerable<Violation> Run(History history)
    {
        var submitted = history.Attempts
            .GroupBy(a => (a.Event.Person.Key, a.Event.Sequence))
            .ToDictionary(g => g.Key, g => g.MinBy(a => a.InvokedAt)!);
        var last = new Dictionary<(TargetTable, string), long>();
        foreach (var entry in history.Journal.Where(BringsAttributes))
        {
            var row = entry.After!;
            var subject = $"{row.Table} {row.EmployeeNumber}";
            var before = last.GetValueOrDefault((row.Table, row.EmployeeNumber));
            if (row.Mark <= before)
            {
                yield return new(row.Mark == before ? "EFFECT_TWICE" : "EFFECT_BACKWARDS", subject, $"event {row.Mark} after {before} at {entry.At:O}");
            }

            last[(row.Table, row.EmployeeNumber)] = Math.Max(row.Mark, before);
            if (!submitted.TryGetValue((row.EmployeeNumber, row.Mark), out var attempt) || !Agrees(attempt, entry))
            {
                yield return new("EFFECT_UNKNOWN", subject, $"no event {row.Mark} in {row.Department} was submitted before {entry.At:O}");
            }
        }
    }

    private static bool BringsAttributes(JournalEntry entry) =>
        entry.After is { } after && (entry.Before is not { } before || before.Mark != after.Mark || before.Department != after.Department);

    private static bool Agrees(Attempt attempt, JournalEntry entry) =>
        attempt.Event.Department == entry.After!.Department && attempt.InvokedAt <= entry.At && Holds(attempt.Event, entry.At);

    private static bool Holds(CareerEvent step, DateTimeOffset at) => step.EffectiveAt is not { } effective || effective <= at;
}
