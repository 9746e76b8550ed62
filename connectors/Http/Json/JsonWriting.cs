using System.Text.Json.Nodes;

namespace Prov.Connectors.Http.Json;

/// <summary>Puts something at a place, and makes what leads there.</summary>
public static class JsonWriting
{
    /// <summary>Sets what is at the place; null takes it away. Where the place names several elements, each gets the value.</summary>
    /// <param name="root">The outermost object.</param>
    /// <param name="place">Where; must not end with an element of an array.</param>
    /// <param name="value">One value; for a place with <see cref="JsonStep.Every"/> an array, one new element for each value.</param>
    public static void Set(this JsonObject root, JsonPlace place, JsonNode? value) => Set(root, place.Steps.AsSpan(), value, place.IgnoresCase);

    private static void Set(JsonObject node, ReadOnlySpan<JsonStep> steps, JsonNode? value, bool ignoresCase)
    {
        var name = Name(node, ((JsonStep.Member)steps[0]).Name, ignoresCase);
        if (steps.Length == 1)
        {
            SetMember(node, name, value);
        }
        else if (steps[1] is JsonStep.Member)
        {
            if (Object(node, name, make: value is not null) is { } inner)
            {
                Set(inner, steps[1..], value, ignoresCase);
            }
        }
        else
        {
            SetElements(node, name, steps[1..], value, ignoresCase);
        }
    }

    private static void SetElements(JsonObject node, string name, ReadOnlySpan<JsonStep> steps, JsonNode? value, bool ignoresCase)
    {
        if (steps[0] is JsonStep.Every)
        {
            SetMember(node, name, value is null ? null : Elements(value, steps[1..], ignoresCase));
            return;
        }

        if (node[name] is not JsonArray array)
        {
            if (value is null)
            {
                return;
            }

            array = [];
            SetMember(node, name, array);
        }

        foreach (var element in Chosen(array, steps[0], make: value is not null, ignoresCase))
        {
            Set(element, steps[1..], value, ignoresCase);
        }

        DropBare(array, steps[0]);
    }

    private static JsonArray Elements(JsonNode values, ReadOnlySpan<JsonStep> steps, bool ignoresCase)
    {
        var made = new JsonArray();
        foreach (var one in values is JsonArray many ? many.ToArray() : [values])
        {
            if (steps.IsEmpty)
            {
                made.Add(one?.DeepClone());
                continue;
            }

            var element = new JsonObject();
            Set(element, steps, one, ignoresCase);
            made.Add((JsonNode)element);
        }

        return made;
    }

    private static List<JsonObject> Chosen(JsonArray array, JsonStep step, bool make, bool ignoresCase)
    {
        if (step is JsonStep.Element at)
        {
            return at.Index < array.Count && array[at.Index] is JsonObject there ? [there] : [];
        }

        var where = (JsonStep.Where)step;
        List<JsonObject> chosen = [.. array.Where(e => JsonReading.Meets(e, where, ignoresCase)).OfType<JsonObject>()];
        if (chosen.Count == 0 && make)
        {
            var element = new JsonObject { [where.Name] = Constant(where.Value) };
            array.Add((JsonNode)element);
            chosen.Add(element);
        }

        return chosen;
    }

    // An element of which only what it was chosen by is left says nothing any more.
    private static void DropBare(JsonArray array, JsonStep step)
    {
        if (step is JsonStep.Where where)
        {
            foreach (var bare in array.OfType<JsonObject>().Where(e => e.Count == 1 && e.Single().Key.Equals(where.Name, StringComparison.OrdinalIgnoreCase)).ToArray())
            {
                array.Remove(bare);
            }
        }
    }

    private static JsonObject? Object(JsonObject node, string name, bool make)
    {
        if (node[name] is JsonObject there || !make)
        {
            return node[name] as JsonObject;
        }

        var made = new JsonObject();
        SetMember(node, name, made);
        return made;
    }

    private static void SetMember(JsonObject node, string name, JsonNode? value)
    {
        if (value is null)
        {
            node.Remove(name);
        }
        else
        {
            node[name] = value.Parent is null ? value : value.DeepClone();
        }
    }

    private static string Name(JsonObject node, string name, bool ignoresCase) => ignoresCase && !node.ContainsKey(name)
        ? node.FirstOrDefault(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Key ?? name
        : name;

    private static JsonNode Constant(JsonConstant constant) => constant.IsText ? JsonValue.Create(constant.Text) : JsonNode.Parse(constant.Text)!;
}
