using Prov.Domain.Expressions.Functions;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Equality and order within the budget (CEL language definition, "Equality" and "Ordering").</summary>
internal static class Comparison
{
    /// <summary>Whether two values are equal; never fails but for the budget.</summary>
    public static bool AreEqual(Value left, Value right, ref Frame frame)
    {
        if (left.Kind == right.Kind && left.Kind == ValueKind.List)
        {
            return AreListsEqual(left, right, ref frame);
        }

        if (left.Kind == right.Kind && left.Kind == ValueKind.Map)
        {
            return AreMapsEqual(left, right, ref frame);
        }

        if (left.Kind == right.Kind && left.Kind == ValueKind.Optional)
        {
            return left.TryGetOptional(out var l) == right.TryGetOptional(out var r) && frame.Charge(1) && AreEqual(l, r, ref frame);
        }

        return frame.Charge(Cost.Of(left)) && left.Equals(right);
    }

    /// <summary><paramref name="op"/> is one of the four that order.</summary>
    public static Value Order(BinaryOperator op, Value left, Value right, Fault mismatch, ref Frame frame)
    {
        var areNumbers = left.IsNumber && right.IsNumber;
        if (!areNumbers && (left.Kind != right.Kind || !IsOrdered(left.Kind)))
        {
            return frame.Fail(mismatch);
        }

        if (!frame.Charge(Cost.Of(left)))
        {
            return default;
        }

        // Nothing is less than, equal to or greater than NaN.
        var order = areNumbers ? NumericOrder.Compare(left, right) : Order(left, right);
        return Value.From(op switch
        {
            BinaryOperator.Less => order < 0,
            BinaryOperator.LessOrEqual => order <= 0,
            BinaryOperator.Greater => order > 0,
            _ => order >= 0,
        });
    }

    private static bool IsOrdered(ValueKind kind) =>
        kind is ValueKind.Boolean or ValueKind.String or ValueKind.Bytes or ValueKind.Timestamp or ValueKind.Duration;

    private static int Order(Value left, Value right) => left.Kind switch
    {
        ValueKind.Boolean => left.AsBoolean().CompareTo(right.AsBoolean()),
        ValueKind.String => CodePoints.Compare(left.AsString(), right.AsString()),
        ValueKind.Bytes => left.AsBytes().AsSpan().SequenceCompareTo(right.AsBytes().AsSpan()),
        ValueKind.Timestamp => left.AsTimestamp().CompareTo(right.AsTimestamp()),
        _ => left.AsDuration().CompareTo(right.AsDuration()),
    };

    private static bool AreListsEqual(Value left, Value right, ref Frame frame)
    {
        var (l, r) = (left.AsList(), right.AsList());
        if (l.Length != r.Length || !frame.Charge(l.Length))
        {
            return false;
        }

        for (var i = 0; i < l.Length; i++)
        {
            if (!AreEqual(l[i], r[i], ref frame))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreMapsEqual(Value left, Value right, ref Frame frame)
    {
        if (left.Count != right.Count || !frame.Charge(left.Count))
        {
            return false;
        }

        foreach (var (key, value) in left.Entries())
        {
            if (!frame.Charge(Cost.Of(key)) || !right.TryGetEntry(key, out var other) || !AreEqual(value, other, ref frame))
            {
                return false;
            }
        }

        return true;
    }
}
