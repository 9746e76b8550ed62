using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.V1;
using Value = Prov.Domain.Expressions.Value;

namespace Prov.Silo.Messages;

/// <summary>Attribute values in messages and in the domain.</summary>
internal static class Values
{
    /// <summary>The attributes of a message.</summary>
    /// <exception cref="FormatException">A value cannot be taken; <see cref="Exception.Message"/> says why.</exception>
    public static ImmutableSortedDictionary<string, Value> Read(MapField<string, AttributeValue> attributes)
    {
        if (attributes.Count == 0)
        {
            return AttributeSet.Empty;
        }

        var read = AttributeSet.Empty.ToBuilder();
        foreach (var (name, value) in attributes)
        {
            read[name] = Read(value);
        }

        return read.ToImmutable();
    }

    /// <summary>The attributes as a message shows them, without those that may not be shown.</summary>
    public static void Write(
        MapField<string, AttributeValue> into, IEnumerable<KeyValuePair<string, Value>> attributes, Func<string, bool> secret)
    {
        foreach (var (name, value) in attributes)
        {
            if (!secret(name))
            {
                into[name] = Write(value);
            }
        }
    }

    public static AttributeValue Write(Value value) => value.Kind switch
    {
        ValueKind.String => new() { StringValue = value.AsString() },
        ValueKind.Integer => new() { IntegerValue = value.AsInteger() },
        ValueKind.Double => new() { DoubleValue = value.AsDouble() },
        ValueKind.Boolean => new() { BooleanValue = value.AsBoolean() },
        ValueKind.Timestamp => new() { TimestampValue = value.AsTimestamp().ToTimestamp() },
        ValueKind.Bytes => new() { BytesValue = ByteString.CopyFrom(value.AsBytes().AsSpan()) },
        ValueKind.List => new() { ListValue = new AttributeValues { Values = { value.AsList().Select(Write) } } },
        ValueKind.Null => new(),
        _ => new() { StringValue = value.ToString() },
    };

    private static Value Read(AttributeValue value) => value.KindCase switch
    {
        AttributeValue.KindOneofCase.StringValue => Value.From(value.StringValue),
        AttributeValue.KindOneofCase.IntegerValue => Value.From(value.IntegerValue),
        AttributeValue.KindOneofCase.DoubleValue => Value.From(value.DoubleValue),
        AttributeValue.KindOneofCase.BooleanValue => Value.From(value.BooleanValue),
        AttributeValue.KindOneofCase.TimestampValue => Value.From(Instants.Read(value.TimestampValue)),
        AttributeValue.KindOneofCase.BytesValue => Value.From(ImmutableArray.Create(value.BytesValue.Span)),
        AttributeValue.KindOneofCase.ListValue => Value.From(value.ListValue.Values.Select(ReadElement).ToImmutableArray()),
        _ => Value.Null,
    };

    private static Value ReadElement(AttributeValue value) => value.KindCase is AttributeValue.KindOneofCase.ListValue or AttributeValue.KindOneofCase.None
        ? throw new FormatException("The values of a list are single values.")
        : Read(value);
}
