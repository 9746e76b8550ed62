using System.Collections.Immutable;

namespace Prov.Domain.Policies;

/// <summary>
/// A role as policies, roles and grants name it: <c>staff</c>, or with a value for each of its parameters
/// <c>project-member(project=apollo,site=bern)</c>.
/// </summary>
/// <param name="Name">The role's name.</param>
/// <param name="Values">By parameter; empty for a role without parameters.</param>
public sealed record RoleReference(string Name, ImmutableSortedDictionary<string, string> Values)
{
    private static readonly ImmutableSortedDictionary<string, string> _none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Reads what people write; blanks around names and values do not count.</summary>
    /// <returns>Null when it is no reference.</returns>
    public static RoleReference? Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return new(text, _none);
        }

        if (open == 0 || text[^1] != ')')
        {
            return null;
        }

        var values = _none.ToBuilder();
        foreach (var part in text[(open + 1)..^1].Split(','))
        {
            if (part.Split('=') is not [var name, var value] || !IsValue(value.Trim()) || !values.TryAdd(name.Trim(), value.Trim()))
            {
                return null;
            }
        }

        return new(text[..open].Trim(), values.ToImmutable());
    }

    /// <summary>The role's name in a text that is a reference.</summary>
    public static string NameOf(string reference)
    {
        var open = reference.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? reference : reference[..open];
    }

    /// <summary>Always the same text for the same role with the same values.</summary>
    public override string ToString() => Values.IsEmpty ? Name : $"{Name}({string.Join(',', Values.Select(v => $"{v.Key}={v.Value}"))})";

    // What would be read as another part of a reference, or of a path of causes.
    private static bool IsValue(string value) => value.Length is > 0 and <= Limits.RoleValueLengthCharacters
        && !value.Any(c => c is '(' or ')' or '>' || char.IsControl(c));
}
