using System.Globalization;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Prov.Domain.Expressions;
using Prov.Silo.Messages;
using Prov.V1;

namespace Prov.Silo.PolicyTests;

/// <summary>Attribute values as tests write and compare them.</summary>
internal static class TestValues
{
    /// <summary>The attributes of an event: a text becomes an instant where the source declares a timestamp.</summary>
    public static void Fit(MapField<string, AttributeValue> attributes, AuthoritativeSource? source)
    {
        foreach (var declared in source?.Attributes.Where(a => a.Type == AttributeType.Timestamp) ?? [])
        {
            if (attributes.TryGetValue(declared.Name, out var value) && value.HasStringValue && Rfc3339.TryParse(value.StringValue, out var instant))
            {
                attributes[declared.Name] = new() { TimestampValue = instant.ToTimestamp() };
            }
        }
    }

    /// <summary>
    /// Equal as people read them: a text equals what is written so, the values of a multi-valued attribute have no order, and nothing
    /// equals an empty text.
    /// </summary>
    public static bool Same(AttributeValue expected, AttributeValue? found) => Texts(expected).SetEquals(Texts(found));

    public static string Describe(AttributeValue? value) => Texts(value) switch
    {
        { Count: 0 } => "no value",
        { Count: 1 } texts => $"\"{texts.Single()}\"",
        var texts => $"[{string.Join(", ", texts.Order(StringComparer.Ordinal))}]",
    };

    private static HashSet<string> Texts(AttributeValue? value) => value?.KindCase switch
    {
        null or AttributeValue.KindOneofCase.None => [],
        AttributeValue.KindOneofCase.ListValue => [.. value.ListValue.Values.Select(Text)],
        _ => Text(value) is { Length: > 0 } text ? [text] : [],
    };

    private static string Text(AttributeValue value) => value.KindCase switch
    {
        AttributeValue.KindOneofCase.StringValue when Rfc3339.TryParse(value.StringValue, out var instant) => Rfc3339.Format(instant),
        AttributeValue.KindOneofCase.StringValue => value.StringValue,
        AttributeValue.KindOneofCase.BooleanValue => value.BooleanValue ? "true" : "false",
        AttributeValue.KindOneofCase.IntegerValue => value.IntegerValue.ToString(CultureInfo.InvariantCulture),
        AttributeValue.KindOneofCase.DoubleValue => value.DoubleValue.ToString("R", CultureInfo.InvariantCulture),
        AttributeValue.KindOneofCase.TimestampValue => Rfc3339.Format(Instants.Read(value.TimestampValue)),
        AttributeValue.KindOneofCase.BytesValue => value.BytesValue.ToBase64(),
        _ => "",
    };
}
