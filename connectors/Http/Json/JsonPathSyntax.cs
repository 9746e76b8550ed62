using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Prov.Connectors.Http.Json;

/// <summary>
/// The part of JSONPath (RFC 9535) that names places: <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>[0]</c>, <c>[*]</c> and
/// <c>[?@.name=='text']</c> (also a number, true or false). The leading <c>$.</c> may be left out.
/// </summary>
public static partial class JsonPathSyntax
{
    private const int MaxSteps = 16;

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPlace? place)
    {
        place = null;
        var rest = text.StartsWith('$') ? text[1..] : text.StartsWith('[') ? text : "." + text;
        var steps = ImmutableArray.CreateBuilder<JsonStep>();
        while (rest.Length > 0)
        {
            var match = Step().Match(rest);
            if (!match.Success || steps.Count == MaxSteps)
            {
                return false;
            }

            steps.Add(Read(match));
            rest = rest[match.Length..];
        }

        place = new(text, steps.ToImmutable());
        return true;
    }

    private static JsonStep Read(Match match) => match.Groups switch
    {
        _ when match.Groups["name"] is { Success: true, Value: var name } => new JsonStep.Member(name),
        _ when match.Groups["quoted"] is { Success: true, Value: var quoted } => new JsonStep.Member(Unquote(quoted)),
        _ when match.Groups["index"] is { Success: true, Value: var index } => new JsonStep.Element(int.Parse(index, CultureInfo.InvariantCulture)),
        _ when match.Groups["text"] is { Success: true, Value: var text } => new JsonStep.Where(match.Groups["by"].Value, new(Unquote(text), IsText: true)),
        _ when match.Groups["bare"] is { Success: true, Value: var bare } => new JsonStep.Where(match.Groups["by"].Value, new(bare, IsText: false)),
        _ => new JsonStep.Every(),
    };

    private static string Unquote(string quoted) => Escape().Replace(quoted, "$1");

    [GeneratedRegex(
        """^(?:\.(?<name>[\p{L}_][\p{L}\p{Nd}_-]*)|\['(?<quoted>(?:[^'\\]|\\['\\])*)'\]|\[(?<index>\d{1,6})\]|\[\*\]|\[\?@\.(?<by>[\p{L}_][\p{L}\p{Nd}_-]*)\s*==\s*(?:'(?<text>(?:[^'\\]|\\['\\])*)'|(?<bare>true|false|-?\d+))\])""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Step();

    [GeneratedRegex("""\\(['\\])""", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
