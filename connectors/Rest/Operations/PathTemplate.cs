using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Prov.Connectors.Rest.Operations;

/// <summary>
/// A path with places for values: <c>users/{id}</c>, <c>users?login={name}</c>. Whatever a value holds, it stays within its place: every
/// character that is not a letter, a digit or one of <c>- . _ ~</c> is escaped (RFC 3986, 2.3).
/// </summary>
internal sealed partial class PathTemplate(string text)
{
    /// <summary>The names of the places.</summary>
    public ImmutableArray<string> Names { get; } = [.. Place().Matches(text).Select(m => m.Groups[1].Value)];

    /// <summary>True for a path below the server's address and nothing else.</summary>
    public bool IsRelative => !text.Contains("://", StringComparison.Ordinal) && !text.StartsWith("//", StringComparison.Ordinal)
        && !text.Contains('\\') && !text.Contains('#') && !text.Split('?')[0].Split('/').Contains("..") && !text.Any(char.IsControl);

    public string Fill(RestValues values) => Place().Replace(text.TrimStart('/'), m => Uri.EscapeDataString(values.Of(m.Groups[1].Value)));

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
