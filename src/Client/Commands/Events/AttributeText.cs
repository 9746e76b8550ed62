using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Prov.V1;

namespace Prov.Client.Commands.Events;

/// <summary>Reads attribute values as they are typed on a command line, by the type that the source declares.</summary>
internal static class AttributeText
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private static readonly string[] _instants = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>The value; empty text is the null value, which removes an attribute. Null when the text does not fit the type.</summary>
    public static AttributeValue? Parse(string text, SourceAttribute attribute, char separator)
    {
        if (text.Length == 0)
        {
            return new();
        }

        if (!attribute.MultiValued)
        {
            return ParseSingle(text, attribute.Type);
        }

        var values = text.Split(separator).Select(part => ParseSingle(part, attribute.Type)).ToArray();
        return values.Contains(null) ? null : new() { ListValue = new() { Values = { values } } };
    }

    /// <summary>An instant by RFC 3339, or a date, which means midnight UTC; null when it is neither.</summary>
    public static Timestamp? ParseInstant(string text) =>
        DateTimeOffset.TryParseExact(text, _instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? Timestamp.FromDateTimeOffset(instant)
            : null;

    private static AttributeValue? ParseSingle(string text, AttributeType type) => type switch
    {
        AttributeType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new() { IntegerValue = number } : null,
        AttributeType.Double => double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) ? new() { DoubleValue = number } : null,
        AttributeType.Boolean => bool.TryParse(text, out var flag) ? new() { BooleanValue = flag } : null,
        AttributeType.Timestamp => ParseInstant(text) is { } instant ? new() { TimestampValue = instant } : null,
        AttributeType.Binary => ParseBytes(text),
        _ => new() { StringValue = text },
    };

    private static AttributeValue? ParseBytes(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? new() { BytesValue = ByteString.CopyFrom(bytes, 0, count) } : null;
    }
}
