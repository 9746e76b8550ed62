using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Prov.Domain.Expressions;

/// <summary>
/// The JSON form of a value, readable by other systems in the store: strings, booleans, numbers (a whole number is an integer, a
/// double always carries a point or exponent), arrays and objects as they are; other kinds as an object with one key that begins
/// with <c>$</c>: <c>$timestamp</c>, <c>$duration</c>, <c>$bytes</c>, <c>$uint</c>, <c>$double</c>, <c>$map</c>, <c>$type</c>, <c>$optional</c>.
/// </summary>
public sealed class ValueJsonConverter : JsonConverter<Value>
{
    public override bool HandleNull => true;

    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Read(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case ValueKind.Null: writer.WriteNullValue(); break;
            case ValueKind.Boolean: writer.WriteBooleanValue(value.AsBoolean()); break;
            case ValueKind.Integer: writer.WriteNumberValue(value.AsInteger()); break;
            case ValueKind.String: writer.WriteStringValue(value.AsString()); break;
            case ValueKind.Double: WriteTagged(writer, "$double", value.ToString()); break;
            case ValueKind.UnsignedInteger: WriteTagged(writer, "$uint", value.ToString()); break;
            case ValueKind.Timestamp: WriteTagged(writer, "$timestamp", value.ToString()); break;
            case ValueKind.Duration: WriteTagged(writer, "$duration", value.AsDuration().Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture)); break;
            case ValueKind.Bytes: WriteTagged(writer, "$bytes", value.ToString()); break;
            case ValueKind.Type: WriteTagged(writer, "$type", value.AsTypeName()); break;
            case ValueKind.List: WriteList(writer, value.AsList(), options); break;
            case ValueKind.Optional:
                writer.WriteStartObject();
                writer.WritePropertyName("$optional");
                WriteList(writer, value.TryGetOptional(out var inner) ? [inner] : [], options);
                writer.WriteEndObject();
                break;
            default:
                WriteMap(writer, value, options);
                break;
        }
    }

    private static void WriteTagged(Utf8JsonWriter writer, string tag, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(tag, text);
        writer.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter writer, ImmutableArray<Value> items, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item, options);
        }

        writer.WriteEndArray();
    }

    private void WriteMap(Utf8JsonWriter writer, Value value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("$map");
        foreach (var (key, item) in value.Entries())
        {
            writer.WriteStartArray();
            Write(writer, key, options);
            Write(writer, item, options);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Value Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => Value.Null,
        JsonValueKind.True => Value.From(true),
        JsonValueKind.False => Value.From(false),
        JsonValueKind.String => Value.From(element.GetString()),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? Value.From(whole) : Value.From(element.GetDouble()),
        JsonValueKind.Array => Value.From(element.EnumerateArray().Select(Read).ToImmutableArray()),
        _ => ReadTagged(element),
    };

    private static Value ReadTagged(JsonElement element)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        foreach (var property in element.EnumerateObject())
        {
            var text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : "";
            switch (property.Name)
            {
                case "$timestamp" when Rfc3339.TryParse(text, out var instant): return Value.From(instant);
                case "$duration": return Value.From(new TimeSpan(long.Parse(text, invariant)));
                case "$uint": return Value.From(ulong.Parse(text, invariant));
                case "$double": return Value.From(double.Parse(text, invariant));
                case "$bytes": return Value.From(ImmutableArray.Create(Convert.FromBase64String(text)));
                case "$type": return Value.TypeNamed(text);
                case "$optional":
                    return property.Value.GetArrayLength() == 0 ? Value.NoValue : Value.OptionalOf(Read(property.Value[0]));
                case "$map":
                    var entries = property.Value.EnumerateArray().Select(p => (Key: Read(p[0]), Value: Read(p[1]))).ToList();
                    return entries.TrueForAll(e => e.Key.Kind == ValueKind.String)
                        ? Value.From(entries.ToDictionary(e => e.Key.AsString(), e => e.Value, StringComparer.Ordinal))
                        : Value.From(entries.ToDictionary(e => e.Key, e => e.Value));
            }
        }

        throw new JsonException("An object that is no known value.");
    }
}
