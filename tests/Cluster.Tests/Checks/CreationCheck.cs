using Prov.Cluster.Tests.Targets;

namespace Prov.Cluster.Tests.Checks;

/// <summary>At no time are there two accounts of one name, or two of one person, in a target.</summary>
public static class CreationCheck
{
    /// <summary>Every second creation.</summary>
    public static IEnumerable<Violation> Run(History history) =>
        from entry in Live(history.Journal)
        from violation in entry
        select violation;

    private static IEnumerable<IEnumerable<Violation>> Live(IEnumerable<JournalEntry> journal)
    {
        var live = new Dictionary<(TargetTable Table, long Id), TargetAccount>();
        var names = new Dictionary<(TargetTable, string), int>();
        var owners = new Dictionary<(TargetTable, string), int>();
        foreach (var entry in journal)
        {
            var id = (entry.Row.Table, entry.Row.Id);
            if (live.Remove(id, out var old))
            {
                names[(old.Table, old.Login)]--;
                owners[(old.Table, old.EmployeeNumber)]--;
            }

            if (entry.After is { } row)
            {
                live[id] = row;
                yield return Count(entry, names, (row.Table, row.Login), "NAME_TWICE", row.Login);
                yield return Count(entry, owners, (row.Table, row.EmployeeNumber), "CREATED_TWICE", row.EmployeeNumber);
            }
        }
    }

    private static IEnumerable<Violation> Count(
        JournalEntry entry, Dictionary<(TargetTable, string), int> counts, (TargetTable Table, string Value) key, string rule, string subject)
    {
        var count = counts[key] = counts.GetValueOrDefault(key) + 1;
        return count > 1 && entry.Change == JournalChange.Insert
            ? [new Violation(rule, $"{key.Table} {subject}", $"{count} at once from {entry.At:O} on")]
            : [];
    }
}
