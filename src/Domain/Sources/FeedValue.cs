using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Sources;

/// <summary>Reads the text of a field as its attribute's type. An empty field is no value.</summary>
internal static class FeedValue
{
    public static Value Read(
        SourceAttribute attribute, string text, char separator, long line, ImmutableArray<FeedFault>.Builder faults)
    {
        if (text.Length == 0)
        {
            return Value.Null;
        }

        if (!attribute.MultiValued)
        {
            return Single(attribute, text, line, faults);
        }

        var before = faults.Count;
        var values = text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(t => Single(attribute, t, line, faults)).ToImmutableArray();
        return faults.Count > before || values.IsEmpty ? Value.Null : Value.From(values);
    }

    private static Value Single(SourceAttribute attribute, string text, long line, ImmutableArray<FeedFault>.Builder faults)
    {
        var (value, reason, wanted) = attribute.Type switch
        {
            AttributeType.Integer => (Integer(text), FeedFaultReasons.NumberInvalid, "a whole number"),
            AttributeType.Double => (Double(text), FeedFaultReasons.NumberInvalid, "a number with a point, as 12.5"),
            AttributeType.Boolean => (Boolean(text), FeedFaultReasons.BooleanInvalid, "true or false"),
            AttributeType.Timestamp => (Timestamp(text), FeedFaultReasons.DateInvalid, "an RFC 3339 date (2026-01-31) or date and time with offset"),
            AttributeType.Binary => (Binary(text), FeedFaultReasons.BinaryInvalid, "base64 text (RFC 4648 section 4)"),
            _ => (Value.From(text), "", ""),
        };
        if (value.IsNull)
        {
            faults.Add(new(reason, line, attribute.Name, $"The field is not {wanted}."));
        }

        return value;
    }

    private static Value Integer(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Value.From(number) : Value.Null;

    private static Value Double(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Value.From(number)
            : Value.Null;

    private static Value Boolean(string text) => text switch
    {
        "1" => Value.From(true),
        "0" => Value.From(false),
        _ => bool.TryParse(text, out var truth) ? Value.From(truth) : Value.Null,
    };

    private static Value Timestamp(string text) => Rfc3339.TryParse(text, out var instant) ? Value.From(instant) : Value.Null;

    private static Value Binary(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Value.From(ImmutableArray.Create(bytes.AsSpan(0, length))) : Value.Null;
    }
}
