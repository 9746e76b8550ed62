using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Rest.Outcomes;

/// <summary>
/// What an answer of one target means, where it is not what status codes usually mean: <c>422 -> conflict</c>,
/// <c>200 $.ok=false -> refused</c>, <c>400 $.error.code=USER_EXISTS -> conflict</c>.
/// </summary>
/// <param name="Status">The status code; null for any.</param>
/// <param name="Place">Where in the body; null when the body does not matter.</param>
/// <param name="Text">What must be there.</param>
/// <param name="Outcome">What it means.</param>
internal sealed partial record RestErrorRule(int? Status, JsonPlace? Place, string Text, ConnectorStatus Outcome)
{
    /// <summary>Rules with semicolons or line ends between; the first that fits counts.</summary>
    public static bool TryParse(string text, out ImmutableArray<RestErrorRule> rules, [NotNullWhen(false)] out string? wrong)
    {
        var read = ImmutableArray.CreateBuilder<RestErrorRule>();
        wrong = null;
        foreach (var line in text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (ReadOne(line) is not { } rule)
            {
                wrong = line;
                break;
            }

            read.Add(rule);
        }

        rules = read.ToImmutable();
        return wrong is null;
    }

    public bool Fits(HttpReply reply) =>
        (Status is null || Status == reply.Status) && (Place is null || reply.Body.At(Place).Any(n => n is JsonValue && n.ToString() == Text));

    private static RestErrorRule? ReadOne(string line)
    {
        var match = Form().Match(line);
        JsonPlace? place = null;
        if (!match.Success || !Enum.TryParse<ConnectorStatus>(match.Groups["outcome"].Value, ignoreCase: true, out var outcome)
            || (match.Groups["path"] is { Success: true, Value: var path } && !JsonPathSyntax.TryParse(path, out place)))
        {
            return null;
        }

        int? status = match.Groups["status"].Value is "*" ? null : int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture);
        return new(status, place, match.Groups["text"].Value.Trim(), outcome);
    }

    [GeneratedRegex(
        @"^(?<status>\d{3}|\*)(?:\s+(?<path>\$\S*?)\s*=\s*(?<text>[^=]*?))?\s*->\s*(?<outcome>done|refused|conflict|notFound|throttled|unavailable|unknown)$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
