namespace Prov.Client.Demo.Check;

/// <summary>An account as it should be, or as its target's own file shows it.</summary>
/// <param name="EmployeeNumber">Whose it is.</param>
/// <param name="Enabled">Whether it can be signed in with.</param>
/// <param name="Facts">Attributes and entitlements as one text, so that two accounts are equal when these are.</param>
internal sealed record TargetAccount(string EmployeeNumber, bool Enabled, string Facts)
{
    /// <summary>The account's name; unique at the target, otherwise not foretold.</summary>
    public string Name { get; init; } = "";

    public static string Describe(IEnumerable<string?> attributes, IEnumerable<string> entitlements) =>
        string.Join(" | ", attributes.Select(a => a ?? "")) + " | " + string.Join(",", entitlements.Order(StringComparer.Ordinal));
}
