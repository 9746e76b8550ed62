namespace Prov.Client.Demo.Check;

/// <summary>What the comparison of one target with what it should hold found.</summary>
/// <param name="Expected">Enabled accounts that should be there.</param>
/// <param name="Found">Enabled accounts that are.</param>
/// <param name="Disabled">Accounts that are there but disabled.</param>
/// <param name="Differences">The first differences, at most 20; empty when all agree.</param>
internal sealed record TargetComparison(int Expected, int Found, int Disabled, IReadOnlyList<string> Differences)
{
    private const int MaxDifferences = 20;

    public bool Agrees => Differences.Count == 0;

    /// <summary>Compares account by account; names have to be unique, whatever they are.</summary>
    public static TargetComparison Of(IEnumerable<TargetAccount> expected, IReadOnlyList<TargetAccount> found)
    {
        var enabled = found.Where(a => a.Enabled).ToArray();
        var wanted = expected.ToDictionary(a => a.EmployeeNumber);
        var differences = Repeated(enabled, a => a.EmployeeNumber, "more than one enabled account")
            .Concat(Repeated(found, a => a.Name.ToLowerInvariant(), "a name that is not unique"))
            .Concat(enabled.Where(a => a.Name.Length == 0 || !a.Name.All(IsPlain)).Select(a => $"{a.EmployeeNumber}: the name is not plain"))
            .Concat(enabled.Where(a => !wanted.ContainsKey(a.EmployeeNumber)).Select(a => $"{a.EmployeeNumber}: has an enabled account, but should not"))
            .Concat(wanted.Values.Select(w => Difference(w, enabled.FirstOrDefault(a => a.EmployeeNumber == w.EmployeeNumber))).OfType<string>());
        return new(wanted.Count, enabled.Length, found.Count - enabled.Length, [.. differences.Take(MaxDifferences)]);
    }

    private static string? Difference(TargetAccount wanted, TargetAccount? found) => found switch
    {
        null => $"{wanted.EmployeeNumber}: has no enabled account, but should",
        _ when found.Facts != wanted.Facts => $"{wanted.EmployeeNumber}: is [{found.Facts}], but should be [{wanted.Facts}]",
        _ => null,
    };

    private static IEnumerable<string> Repeated(IEnumerable<TargetAccount> accounts, Func<TargetAccount, string> key, string what) =>
        accounts.GroupBy(key).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {what}");

    private static bool IsPlain(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-';
}
