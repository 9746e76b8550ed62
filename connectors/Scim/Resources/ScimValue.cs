using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Json;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Scim.Resources;

/// <summary>Values by the types of SCIM (RFC 7643, 2.3), also where a server writes numbers and flags as texts.</summary>
internal static class ScimValue
{
    public static Value Read(Value value, string type) => (type, value.Kind) switch
    {
        ("integer", ValueKind.String) when long.TryParse(value.AsString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => Value.From(number),
        ("decimal", ValueKind.String) when double.TryParse(value.AsString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Value.From(number),
        ("boolean", ValueKind.String) when bool.TryParse(value.AsString(), out var flag) => Value.From(flag),
        ("dateTime", ValueKind.String) when TryInstant(value.AsString(), out var instant) => Value.From(instant),
        ("binary", ValueKind.String) when TryOctets(value.AsString(), out var octets) => Value.From(octets),
        ("string" or "reference", ValueKind.Integer or ValueKind.Double or ValueKind.Boolean) => Value.From(value.ToString()),
        _ => value,
    };

    /// <summary>Null for what is no value.</summary>
    public static JsonNode? Write(Value value, string type) => value.Kind switch
    {
        ValueKind.List => value.Count == 0 ? null : new JsonArray([.. value.AsList().Select(v => Write(v, type)).OfType<JsonNode>()]),
        ValueKind.Map or ValueKind.Null => JsonValues.Write(value),
        _ when type is "string" or "reference" => JsonValues.Write(Value.From(value.ToString())),
        _ => JsonValues.Write(Read(value, type)),
    };

    private static bool TryInstant(string text, out DateTimeOffset instant) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    private static bool TryOctets(string text, out ImmutableArray<byte> octets)
    {
        var buffer = new byte[text.Length];
        var isBase64 = Convert.TryFromBase64String(text, buffer, out var count);
        octets = isBase64 ? [.. buffer.AsSpan(0, count)] : [];
        return isBase64;
    }
}
