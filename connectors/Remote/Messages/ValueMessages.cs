using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.V1;
using Value = Prov.Domain.Expressions.Value;

namespace Prov.Connectors.Remote.Messages;

/// <summary>Values of attributes, as messages and as the engine knows them.</summary>
internal static class ValueMessages
{
    // Of google.protobuf.Timestamp.
    private const int MostNanoseconds = 999_999_999;

    public static void Write(MapField<string, AttributeValue> into, IEnumerable<KeyValuePair<string, Value>> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            into[name] = Write(value);
        }
    }

    public static AttributeValue Write(Value value) => value.Kind switch
    {
        ValueKind.Null => new(),
        ValueKind.String => new() { StringValue = value.AsString() },
        ValueKind.Integer => new() { IntegerValue = value.AsInteger() },
        ValueKind.Double => new() { DoubleValue = value.AsDouble() },
        ValueKind.Boolean => new() { BooleanValue = value.AsBoolean() },
        ValueKind.Timestamp => new() { TimestampValue = value.AsTimestamp().ToTimestamp() },
        ValueKind.Bytes => new() { BytesValue = ByteString.CopyFrom(value.AsBytes().AsSpan()) },
        ValueKind.List => value.Count == 0 ? new() : new() { ListValue = new() { Values = { value.AsList().Select(Write) } } },
        _ => new() { StringValue = value.ToString() },
    };

    /// <summary>The attributes of a message; those without a value are left out.</summary>
    /// <exception cref="FormatException">A value cannot be.</exception>
    public static ImmutableSortedDictionary<string, Value> Read(MapField<string, AttributeValue> attributes, Func<string, bool> wanted)
    {
        var read = AttributeSet.Empty.ToBuilder();
        foreach (var (name, message) in attributes)
        {
            if (wanted(name) && Read(message) is { IsNull: false } value)
            {
                read[name] = value;
            }
        }

        return read.ToImmutable();
    }

    /// <exception cref="FormatException">The value cannot be.</exception>
    public static Value Read(AttributeValue value) => value.KindCase switch
    {
        AttributeValue.KindOneofCase.ListValue => ReadList(value.ListValue),
        _ => ReadSingle(value),
    };

    // Values of one attribute have no order of their own; in one order they compare.
    private static Value ReadList(AttributeValues list) => list.Values.Count == 0
        ? Value.Null
        : Value.From(list.Values.Select(ReadSingle).OrderBy(v => v.ToString(), StringComparer.Ordinal).ToImmutableArray());

    private static Value ReadSingle(AttributeValue value) => value.KindCase switch
    {
        AttributeValue.KindOneofCase.StringValue => Value.From(value.StringValue),
        AttributeValue.KindOneofCase.IntegerValue => Value.From(value.IntegerValue),
        AttributeValue.KindOneofCase.DoubleValue => Value.From(value.DoubleValue),
        AttributeValue.KindOneofCase.BooleanValue => Value.From(value.BooleanValue),
        AttributeValue.KindOneofCase.TimestampValue => Value.From(ReadInstant(value.TimestampValue)),
        AttributeValue.KindOneofCase.BytesValue => Value.From(ImmutableArray.Create(value.BytesValue.Span)),
        AttributeValue.KindOneofCase.ListValue => throw new FormatException("A list is in a list."),
        _ => Value.Null,
    };

    private static DateTimeOffset ReadInstant(Timestamp instant)
    {
        if (instant.Nanos is < 0 or > MostNanoseconds)
        {
            throw new FormatException("An instant has no such fraction of a second.");
        }

        try
        {
            return DateTimeOffset.UnixEpoch.AddSeconds(instant.Seconds).AddTicks(instant.Nanos / 100);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FormatException("An instant is outside the years 1 to 9999.", e);
        }
    }
}
