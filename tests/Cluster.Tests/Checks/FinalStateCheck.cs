using Prov.Cluster.Tests.Targets;

namespace Prov.Cluster.Tests.Checks;

/// <summary>The accounts are at the end what the model says.</summary>
public static class FinalStateCheck
{
    /// <summary>Every difference.</summary>
    public static IEnumerable<Violation> Run(History history)
    {
        var people = ReferenceModel.Predict(history.Attempts);
        var known = people.Select(p => p.Person.Key).ToHashSet();
        var strangers = history.Accounts.Where(a => !known.Contains(a.EmployeeNumber)).Select(a => Differs(a.Table, a.EmployeeNumber, "is of nobody who ever joined"));
        var accounts = history.Accounts.ToLookup(a => (a.Table, a.EmployeeNumber));
        var differences =
            from person in people
            from table in Enum.GetValues<TargetTable>()
            from difference in Compare(person, table, [.. accounts[(table, person.Person.Key)]])
            select difference;
        return strangers.Concat(differences);
    }

    private static IEnumerable<Violation> Compare(PersonState person, TargetTable table, IReadOnlyList<TargetAccount> found)
    {
        if (found.Count == 0)
        {
            return NeedsAccount(person, table) ? [Differs(table, person.Person.Key, "has no account")] : [];
        }

        return found.Count > 1
            ? [Differs(table, person.Person.Key, $"has {found.Count} accounts: {string.Join(", ", found.Select(a => a.Login))}")]
            : CompareAccount(person, table, found[0]);
    }

    // Nobody can sign in with what is not there: an account need not be made to be disabled.
    private static bool NeedsAccount(PersonState person, TargetTable table) => ReferenceModel.IsGranted(person, table) && !person.Suspended;

    private static IEnumerable<Violation> CompareAccount(PersonState person, TargetTable table, TargetAccount account)
    {
        var key = person.Person.Key;
        var enabled = NeedsAccount(person, table);
        if (account.Enabled != enabled)
        {
            var rule = account.Enabled && !person.Here ? "LEAVER_ENABLED" : "STATE_DIFFERS";
            yield return new(rule, $"{table} {key}", $"enabled is {account.Enabled}");
        }

        if (table == TargetTable.Crm && !ReferenceModel.IsGranted(person, table))
        {
            yield return Differs(table, key, "is still there after its grace period");
            yield break;
        }

        if (account.Mark != person.Mark || account.Department != person.Department)
        {
            yield return Differs(table, key, $"is of event {account.Mark} in {account.Department}, not {person.Mark} in {person.Department}");
        }

        if (!account.Rights.SequenceEqual(ReferenceModel.Rights(person, table)))
        {
            yield return Differs(table, key, $"holds [{string.Join(", ", account.Rights)}]");
        }

        var wished = ReferenceModel.Login(person.Person, table);
        if (!account.Login.StartsWith(wished, StringComparison.Ordinal) || !account.Login[wished.Length..].All(char.IsAsciiDigit))
        {
            yield return Differs(table, key, $"is called {account.Login}, not {wished} or {wished} with a number");
        }
    }

    private static Violation Differs(TargetTable table, string key, string what) => new("STATE_DIFFERS", $"{table} {key}", what);
}
