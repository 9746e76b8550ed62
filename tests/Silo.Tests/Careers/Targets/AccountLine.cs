namespace Prov.Silo.Tests.Careers.Targets;

/// <summary>An account as one line of text, so that differences read well.</summary>
internal static class AccountLine
{
    public static string Of(string name, bool enabled, IEnumerable<string?> attributes, IEnumerable<string> rights) =>
        $"{name} {(enabled ? "enabled" : "disabled")} {string.Join(" | ", attributes)} [{string.Join(", ", rights.Order(StringComparer.Ordinal))}]";

    /// <summary>What a person who is here should hold; a leaver holds nothing.</summary>
    public static IEnumerable<string> Rights(this ICareerTarget target, ExpectedPerson person) => person.Here
        ? new[] { target.DepartmentRight(person.Department), target.TitleRight(person.Title) }.OfType<string>()
        : [];
}
