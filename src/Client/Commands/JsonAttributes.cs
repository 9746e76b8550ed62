using System.Text.Json;
using Prov.Client.Errors;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary>Attributes as a JSON object: texts, numbers, booleans, nulls and lists of them.</summary>
internal static class JsonAttributes
{
    /// <summary>No attributes for an empty text.</summary>
    /// <exception cref="ProvException">The text is no such object.</exception>
    public static IDictionary<string, AttributeValue> Parse(string text)
    {
        if (text.Length == 0)
        {
            return new Dictionary<string, AttributeValue>();
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => ValueOf(p.Value), StringComparer.Ordinal);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ProvException(new("ATTRIBUTES_INVALID", "The attributes are no JSON object of texts, numbers, booleans and lists of them.", ExitCode.Usage)
            {
                Advice = """Write them like '{"department": "Sales", "level": 3}'.""",
            });
        }
    }

    private static AttributeValue ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new() { StringValue = value.GetString() },
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? new() { IntegerValue = whole } : new() { DoubleValue = value.GetDouble() },
        JsonValueKind.True or JsonValueKind.False => new() { BooleanValue = value.GetBoolean() },
        JsonValueKind.Array => new() { ListValue = new() { Values = { value.EnumerateArray().Select(ValueOf) } } },
        JsonValueKind.Null => new(),
        _ => throw new InvalidOperationException("An object in an object."),
    };
}
