using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Http.Json;

/// <summary>Values as JSON writes them: times as RFC 3339, octets as base64, everything else as itself.</summary>
public static class JsonValues
{
    /// <summary>One value as itself, several as a list in ordinal order. Null, an empty text and an empty list are no value.</summary>
    public static Value Read(IEnumerable<JsonNode> nodes, Func<Value, Value>? convert = null)
    {
        var values = nodes.SelectMany(n => Read(n).AsValues()).Select(v => convert is null ? v : convert(v)).Where(v => !IsBlank(v));
        ImmutableArray<Value> ordered = [.. values.OrderBy(v => v.ToString(), StringComparer.Ordinal)];
        return ordered.Length switch
        {
            0 => Value.Null,
            1 => ordered[0],
            _ => Value.From(ordered),
        };
    }

    /// <summary>Null for what is no value: nothing, an empty text, an empty list.</summary>
    public static JsonNode? Write(Value value) => IsBlank(value) ? null : value.Kind switch
    {
        ValueKind.Boolean => JsonValue.Create(value.AsBoolean()),
        ValueKind.Integer => JsonValue.Create(value.AsInteger()),
        ValueKind.UnsignedInteger => JsonValue.Create(value.AsUnsignedInteger()),
        ValueKind.Double => JsonValue.Create(value.AsDouble()),
        ValueKind.List => new JsonArray([.. value.AsList().Select(Write)]),
        ValueKind.Map => new JsonObject(value.Entries().Select(e => KeyValuePair.Create(e.Key.ToString(), Write(e.Value)))),
        _ => JsonValue.Create(value.ToString()),
    };

    private static Value Read(JsonNode? node) => node switch
    {
        JsonArray array => Value.From([.. array.Select(Read)]),
        JsonObject members => Value.From(members.ToImmutableSortedDictionary(m => m.Key, m => Read(m.Value), StringComparer.Ordinal)),
        JsonValue value => Read(value),
        _ => Value.Null,
    };

    private static Value Read(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True => Value.From(true),
        JsonValueKind.False => Value.From(false),
        JsonValueKind.String => Value.From(value.GetValue<string>()),
        _ => value.TryGetValue<long>(out var integer) ? Value.From(integer) : Value.From(value.GetValue<double>()),
    };

    private static bool IsBlank(Value value) => value.Kind switch
    {
        ValueKind.Null => true,
        ValueKind.String => value.AsString().Length == 0,
        ValueKind.List => value.Count == 0,
        _ => false,
    };
}
