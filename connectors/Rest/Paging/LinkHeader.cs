using System.Text.RegularExpressions;

namespace Prov.Connectors.Rest.Paging;

/// <summary>The header Link (RFC 8288).</summary>
internal static partial class LinkHeader
{
    private const int MaxCharacters = 16_384;

    /// <summary>The target of the link whose relation is <c>next</c>; null when there is none.</summary>
    public static string? Next(IEnumerable<string> values) => values
        .Where(v => v.Length <= MaxCharacters)
        .SelectMany(v => Link().Matches(v))
        .FirstOrDefault(m => Relation().Match(m.Groups["parameters"].Value) is { Success: true } relation
            && (relation.Groups["quoted"].Value + relation.Groups["bare"].Value).Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase))
        ?.Groups["target"].Value;

    [GeneratedRegex("""<(?<target>[^<>]*)>(?<parameters>(?:\s*;\s*[\w!#$&+.^`|~*-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^",;\s]+))?)*)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(""";\s*rel\s*=\s*(?:"(?<quoted>[^"]*)"|(?<bare>[^",;\s]+))""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Relation();
}
