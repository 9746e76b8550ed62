using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using Prov.Connectors.Http.Json;

namespace Prov.Connectors.Scim.Protocol;

/// <summary>
/// The path of an attribute (RFC 7644, 3.5.2): <c>title</c>, <c>name.givenName</c>, <c>emails[type eq "work"].value</c>, each with the
/// URN of an extension's schema and a colon before it. <c>emails.value</c> stands for the values of all emails.
/// </summary>
/// <param name="Text">As it was written.</param>
/// <param name="Schema">The extension's URN; null for the core.</param>
/// <param name="Attribute">The attribute itself.</param>
/// <param name="Filter">Which of its elements; null for all.</param>
/// <param name="Member">The part of it; null for all of it.</param>
internal sealed partial record ScimPath(string Text, string? Schema, string Attribute, JsonStep.Where? Filter, string? Member)
{
    public const string UserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";

    public static bool TryParse(string text, [NotNullWhen(true)] out ScimPath? path)
    {
        path = null;
        var match = Form().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var schema = match.Groups["schema"] is { Success: true, Value: var urn } && !urn.Equals(UserSchema, StringComparison.OrdinalIgnoreCase) ? urn : null;
        path = new(text, schema, match.Groups["attribute"].Value, FilterOf(match), match.Groups["member"] is { Success: true, Value: var member } ? member : null);
        return true;
    }

    /// <summary>Where it is in a user.</summary>
    /// <param name="isMany">True when the attribute has several values, by the server's schema.</param>
    public JsonPlace Place(bool isMany)
    {
        var steps = ImmutableArray.CreateBuilder<JsonStep>();
        if (Schema is not null)
        {
            steps.Add(new JsonStep.Member(Schema));
        }

        steps.Add(new JsonStep.Member(Attribute));
        if (Filter is not null || (isMany && Member is not null))
        {
            steps.Add(Filter ?? (JsonStep)new JsonStep.Every());
        }

        if (Member is not null)
        {
            steps.Add(new JsonStep.Member(Member));
        }

        return new(Text, steps.ToImmutable()) { IgnoresCase = true };
    }

    /// <summary>The path of the whole attribute, without filter and part.</summary>
    public string Whole => Schema is null ? Attribute : $"{Schema}:{Attribute}";

    private static JsonStep.Where? FilterOf(Match match)
    {
        if (match.Groups["by"] is not { Success: true, Value: var by })
        {
            return null;
        }

        var written = match.Groups["value"].Value;
        return written.StartsWith('"')
            ? new(by, new(JsonSerializer.Deserialize<string>(written)!, IsText: true))
            : new(by, new(written, IsText: false));
    }

    [GeneratedRegex(
        """^(?:(?<schema>urn:[^\["]+):)?(?<attribute>[A-Za-z][\w$-]*)(?:\[\s*(?<by>[A-Za-z][\w$-]*)\s+[eE][qQ]\s+(?<value>"(?:[^"\\]|\\["\\/bfnrt])*"|true|false|-?\d+)\s*\])?(?:\.(?<member>[A-Za-z$][\w$-]*))?$""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
