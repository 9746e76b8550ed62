using System.Collections.Immutable;
using System.Text.Json;
using Prov.Connectors.Sql.Catalogue;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>Values in columns that hold JSON, and arrays read as JSON: plain JSON that other readers of the table understand.</summary>
internal static class JsonValue
{
    public static string Write(Value value) => JsonSerializer.Serialize(ToPlain(value));

    /// <summary>An empty array reads as no value; times become timestamps when the column's kind says so.</summary>
    public static Value Read(string json, SqlKind kind)
    {
        using var document = JsonDocument.Parse(json);
        var value = FromPlain(document.RootElement, kind);
        return value.Kind == ValueKind.List && value.Count == 0 ? Value.Null : value;
    }

    /// <summary>The value as a serializer takes it.</summary>
    public static object? ToPlain(Value value) => value.Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Boolean => value.AsBoolean(),
        ValueKind.Integer => value.AsInteger(),
        ValueKind.UnsignedInteger => value.AsUnsignedInteger(),
        ValueKind.Double => value.AsDouble(),
        ValueKind.List => value.AsList().Select(ToPlain).ToArray(),
        ValueKind.Map => value.Entries().ToDictionary(e => e.Key.ToString(), e => ToPlain(e.Value)),
        _ => value.ToString(),
    };

    private static Value FromPlain(JsonElement element, SqlKind kind) => element.ValueKind switch
    {
        JsonValueKind.True => Value.From(true),
        JsonValueKind.False => Value.From(false),
        JsonValueKind.String => FromText(element.GetString()!, kind),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? Value.From(whole) : Value.From(element.GetDouble()),
        JsonValueKind.Array => Value.From(element.EnumerateArray().Select(e => FromPlain(e, kind)).ToImmutableArray()),
        JsonValueKind.Object => Value.From(element.EnumerateObject().ToDictionary(p => p.Name, p => FromPlain(p.Value, kind))),
        _ => Value.Null,
    };

    private static Value FromText(string text, SqlKind kind) =>
        kind is SqlKind.Timestamp or SqlKind.Date && Rfc3339.TryParse(text, out var instant) ? Value.From(instant) : Value.From(text);
}
