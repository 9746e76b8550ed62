using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Mappings;

/// <summary>Whether a value or an expression fits a declared attribute. An integer fits a double; nothing else is converted.</summary>
public static class AttributeFit
{
    /// <summary>The expression type of a declared attribute.</summary>
    public static ExpressionType TypeOf(AttributeType type, bool multiValued)
    {
        var single = type switch
        {
            AttributeType.Integer => ExpressionType.Int,
            AttributeType.Double => ExpressionType.Double,
            AttributeType.Boolean => ExpressionType.Bool,
            AttributeType.Timestamp => ExpressionType.Timestamp,
            AttributeType.Binary => ExpressionType.Bytes,
            _ => ExpressionType.String,
        };
        return multiValued ? ExpressionType.List(single) : single;
    }

    /// <summary>True when results of this type can be stored in the attribute; types not known before run time are let through.</summary>
    public static bool Accepts(ExpressionType result, AttributeType type, bool multiValued) => result switch
    {
        DynType => true,
        ListType list => multiValued && Accepts(list.Element, type, multiValued: false),
        _ when result == ExpressionType.Null => true,
        _ when multiValued => false,
        _ when type == AttributeType.Double && result == ExpressionType.Int => true,
        _ => result == TypeOf(type, multiValued: false),
    };

    /// <summary>Gives the value as the attribute stores it; false when it does not fit. Null fits always; an empty list is null.</summary>
    public static bool TryFit(Value value, AttributeType type, bool multiValued, out Value fitted)
    {
        fitted = default;
        if (value.IsNull)
        {
            return true;
        }

        return multiValued ? TryFitList(value, type, out fitted) : TryFitSingle(value, type, out fitted);
    }

    private static bool TryFitList(Value value, AttributeType type, out Value fitted)
    {
        fitted = default;
        if (value.Kind != ValueKind.List)
        {
            return false;
        }

        var elements = value.AsList();
        if (elements.IsEmpty)
        {
            return true;
        }

        ImmutableArray<Value>.Builder? converted = null;
        for (var i = 0; i < elements.Length; i++)
        {
            if (elements[i].IsNull || !TryFitSingle(elements[i], type, out var single))
            {
                return false;
            }

            // Mostly every element fits as it is: then the list itself is kept.
            if (single.Kind != elements[i].Kind)
            {
                converted ??= elements.ToBuilder();
                converted[i] = single;
            }
        }

        fitted = converted is null ? value : Value.From(converted.ToImmutable());
        return true;
    }

    private static bool TryFitSingle(Value value, AttributeType type, out Value fitted)
    {
        fitted = value;
        switch (value.Kind)
        {
            case ValueKind.String:
                return type == AttributeType.String;
            case ValueKind.Boolean:
                return type == AttributeType.Boolean;
            case ValueKind.Timestamp:
                return type == AttributeType.Timestamp;
            case ValueKind.Bytes:
                return type == AttributeType.Binary;
            case ValueKind.Integer when type == AttributeType.Double:
                fitted = Value.From((double)value.AsInteger());
                return true;
            case ValueKind.Integer:
                return type == AttributeType.Integer;
            case ValueKind.Double:
                return type == AttributeType.Double && double.IsFinite(value.AsDouble());
            default:
                return false;
        }
    }

    /// <summary>True for what a target can hold: single values and lists of them, no maps, durations, types or optionals.</summary>
    public static bool IsStorable(Value value) => value.Kind switch
    {
        ValueKind.Map or ValueKind.Type or ValueKind.Duration or ValueKind.Optional => false,
        ValueKind.Double => double.IsFinite(value.AsDouble()),
        ValueKind.List => value.AsList().All(v => v.Kind is not (ValueKind.List or ValueKind.Null) && IsStorable(v)),
        _ => true,
    };
}
