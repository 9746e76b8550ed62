using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Prov.Domain.Policies;

/// <summary>A role with parameters, with a value for each: a role like any other, in whose content the values stand for the parameters.</summary>
internal static partial class RoleInstance
{
    /// <summary>The role that a reference names; the declared one when it has no parameters.</summary>
    /// <param name="declared">The role as declared.</param>
    /// <param name="reference">Names it, with a value for each of its parameters.</param>
    public static Role Of(Role declared, RoleReference reference) => declared.Parameters.IsEmpty ? declared : declared with
    {
        Name = reference.ToString(),
        Parameters = [],
        Gives = Canonical(Filled(declared.Gives, reference.Values)),
    };

    /// <summary>The same content with each reference in its one form.</summary>
    public static PolicyContent Canonical(PolicyContent content) =>
        content.Roles.All(IsPlain) && content.Items.All(i => i.Kind != GrantKind.Role || IsPlain(i.Name)) ? content : content with
        {
            Roles = [.. content.Roles.Select(Canonical)],
            Items = [.. content.Items.Select(i => i.Kind == GrantKind.Role ? i with { Name = Canonical(i.Name) } : i)],
        };

    /// <summary>The parameters that a text names in braces.</summary>
    public static IEnumerable<string> PlacesIn(string text) => Place().Matches(text).Select(m => m.Groups[1].Value);

    private static bool IsPlain(string reference) => !reference.Contains('(', StringComparison.Ordinal);

    private static string Canonical(string reference) => RoleReference.Parse(reference)?.ToString() ?? reference;

    private static PolicyContent Filled(PolicyContent content, ImmutableSortedDictionary<string, string> values)
    {
        return content with
        {
            Roles = [.. content.Roles.Select(Fill)],
            Entitlements = [.. content.Entitlements.Select(e => e with { Entitlement = Fill(e.Entitlement) })],
            Items = [.. content.Items.Select(i => i with { Name = Fill(i.Name), Intent = i.Intent is null ? null : Fill(i.Intent) })],
        };

        string Fill(string text) => Place().Replace(text, m => values.GetValueOrDefault(m.Groups[1].Value, m.Value));
    }

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9]*)\}")]
    private static partial Regex Place();
}
