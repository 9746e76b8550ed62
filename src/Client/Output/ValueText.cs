using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Prov.V1;

namespace Prov.Client.Output;

/// <summary>Values as people read them.</summary>
internal static class ValueText
{
    public static string Of(AttributeValue value) => value.KindCase switch
    {
        AttributeValue.KindOneofCase.StringValue => value.StringValue,
        AttributeValue.KindOneofCase.IntegerValue => value.IntegerValue.ToString(CultureInfo.InvariantCulture),
        AttributeValue.KindOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AttributeValue.KindOneofCase.BooleanValue => value.BooleanValue ? "true" : "false",
        AttributeValue.KindOneofCase.TimestampValue => Of(value.TimestampValue),
        AttributeValue.KindOneofCase.BytesValue => $"({value.BytesValue.Length} bytes)",
        AttributeValue.KindOneofCase.ListValue => string.Join(", ", value.ListValue.Values.Select(Of)),
        _ => "",
    };

    /// <summary>An instant in UTC to the second; empty for none.</summary>
    public static string Of(Timestamp? instant) =>
        instant is null ? "" : instant.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A state as people write it, as <c>name taken</c>; empty when it is not given.</summary>
    public static string Of(System.Enum state)
    {
        var name = state.ToString();
        return name == "Unspecified"
            ? ""
            : string.Concat(name.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
    }

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value of an attribute; empty when it is not there.</summary>
    public static string Find(IDictionary<string, AttributeValue> attributes, string name) =>
        attributes.TryGetValue(name, out var value) ? Of(value) : "";
}
