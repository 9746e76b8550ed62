using System.Text.Json.Nodes;

namespace Prov.Connectors.Http.Json;

/// <summary>Finds what is at a place.</summary>
public static class JsonReading
{
    /// <summary>All values at the place, in the order of the document; nothing for null and for what is not there.</summary>
    public static IEnumerable<JsonNode> At(this JsonNode? root, JsonPlace place) => At(root, place.Steps.AsSpan(), place.IgnoresCase);

    /// <summary>The member of an object; null when there is none.</summary>
    public static JsonNode? MemberOf(JsonNode? node, string name, bool ignoresCase) => node is not JsonObject members ? null
        : members.TryGetPropertyValue(name, out var exact) ? exact
        : ignoresCase ? members.FirstOrDefault(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
        : null;

    internal static bool Meets(JsonNode? element, JsonStep.Where where, bool ignoresCase) =>
        MemberOf(element, where.Name, ignoresCase) is JsonValue value && Equal(value, where.Value, ignoresCase);

    private static List<JsonNode> At(JsonNode? root, ReadOnlySpan<JsonStep> steps, bool ignoresCase)
    {
        List<JsonNode> nodes = root is null ? [] : [root];
        foreach (var step in steps)
        {
            nodes = [.. nodes.SelectMany(n => Step(n, step, ignoresCase)).OfType<JsonNode>()];
        }

        return nodes;
    }

    private static IEnumerable<JsonNode?> Step(JsonNode node, JsonStep step, bool ignoresCase) => (step, node) switch
    {
        (JsonStep.Member member, JsonObject) => [MemberOf(node, member.Name, ignoresCase)],
        (JsonStep.Element element, JsonArray array) when element.Index < array.Count => [array[element.Index]],
        (JsonStep.Every, JsonArray array) => array,
        (JsonStep.Where where, JsonArray array) => array.Where(e => Meets(e, where, ignoresCase)),
        _ => [],
    };

    private static bool Equal(JsonValue value, JsonConstant constant, bool ignoresCase)
    {
        var comparison = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return value.TryGetValue<string>(out var text)
            ? (constant.IsText || ignoresCase) && string.Equals(text, constant.Text, comparison)
            : !constant.IsText && string.Equals(value.ToJsonString(), constant.Text, StringComparison.Ordinal);
    }
}
