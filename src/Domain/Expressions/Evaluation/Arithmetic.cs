using Prov.Domain.Expressions.Functions;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Arithmetic that fails instead of wrapping around (CEL language definition, "Overflow").</summary>
internal static class Arithmetic
{
    public static Value Apply(BinaryOperator op, Value left, Value right, Fault mismatch, ref Frame frame) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Integer, ValueKind.Integer) => OfIntegers(op, left.AsInteger(), right.AsInteger(), ref frame),
        (ValueKind.UnsignedInteger, ValueKind.UnsignedInteger) =>
            OfUnsigned(op, left.AsUnsignedInteger(), right.AsUnsignedInteger(), ref frame),
        (ValueKind.Double, ValueKind.Double) when op != BinaryOperator.Modulo => OfDoubles(op, left.AsDouble(), right.AsDouble()),
        _ when op == BinaryOperator.Add => Add(left, right, mismatch, ref frame),
        _ when op == BinaryOperator.Subtract => Subtract(left, right, mismatch, ref frame),
        _ => frame.Fail(mismatch),
    };

    public static Value Negate(Value value, Fault mismatch, ref Frame frame) => value.Kind switch
    {
        ValueKind.Double => Value.From(-value.AsDouble()),
        ValueKind.Integer => value.AsInteger() == long.MinValue ? frame.Fail(Fault.IntegerOverflow) : Value.From(-value.AsInteger()),
        _ => frame.Fail(mismatch),
    };

    private static Value OfIntegers(BinaryOperator op, long left, long right, ref Frame frame)
    {
        if (op is BinaryOperator.Divide or BinaryOperator.Modulo && right == 0)
        {
            return frame.Fail(Fault.DivideByZero);
        }

        var exact = op switch
        {
            BinaryOperator.Add => (Int128)left + right,
            BinaryOperator.Subtract => (Int128)left - right,
            BinaryOperator.Multiply => (Int128)left * right,
            BinaryOperator.Divide => (Int128)left / right,
            _ => (Int128)left % right,
        };
        return exact >= long.MinValue && exact <= long.MaxValue ? Value.From((long)exact) : frame.Fail(Fault.IntegerOverflow);
    }

    private static Value OfUnsigned(BinaryOperator op, ulong left, ulong right, ref Frame frame)
    {
        if (op is BinaryOperator.Divide or BinaryOperator.Modulo && right == 0)
        {
            return frame.Fail(Fault.DivideByZero);
        }

        if (op == BinaryOperator.Subtract)
        {
            return left >= right ? Value.From(left - right) : frame.Fail(Fault.IntegerOverflow);
        }

        var exact = op switch
        {
            BinaryOperator.Add => (UInt128)left + right,
            BinaryOperator.Multiply => (UInt128)left * right,
            BinaryOperator.Divide => left / right,
            _ => left % right,
        };
        return exact <= ulong.MaxValue ? Value.From((ulong)exact) : frame.Fail(Fault.IntegerOverflow);
    }

    private static Value OfDoubles(BinaryOperator op, double left, double right) => Value.From(op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        _ => left / right,
    });

    private static Value Add(Value left, Value right, Fault mismatch, ref Frame frame) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Timestamp, ValueKind.Duration) => Moved(left, right.AsDuration().Ticks, ref frame),
        (ValueKind.Duration, ValueKind.Timestamp) => Moved(right, left.AsDuration().Ticks, ref frame),
        (ValueKind.Duration, ValueKind.Duration) => Span((Int128)left.AsDuration().Ticks + right.AsDuration().Ticks, ref frame),
        (ValueKind.String, ValueKind.String) => Charged(left, right, ref frame) ? Value.From(left.AsString() + right.AsString()) : default,
        (ValueKind.Bytes, ValueKind.Bytes) => Charged(left, right, ref frame) ? Value.From(left.AsBytes().AddRange(right.AsBytes())) : default,
        (ValueKind.List, ValueKind.List) => Charged(left, right, ref frame) ? Value.From(left.AsList().AddRange(right.AsList())) : default,
        _ => frame.Fail(mismatch),
    };

    private static Value Subtract(Value left, Value right, Fault mismatch, ref Frame frame) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Timestamp, ValueKind.Timestamp) => Span((Int128)left.AsTimestamp().UtcTicks - right.AsTimestamp().UtcTicks, ref frame),
        (ValueKind.Timestamp, ValueKind.Duration) => Moved(left, -(Int128)right.AsDuration().Ticks, ref frame),
        (ValueKind.Duration, ValueKind.Duration) => Span((Int128)left.AsDuration().Ticks - right.AsDuration().Ticks, ref frame),
        _ => frame.Fail(mismatch),
    };

    private static bool Charged(Value left, Value right, ref Frame frame) => frame.Charge(Cost.Of(left) + Cost.Of(right));

    private static Value Moved(Value timestamp, Int128 by, ref Frame frame)
    {
        var ticks = timestamp.AsTimestamp().UtcTicks + by;
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? Value.From(new DateTimeOffset((long)ticks, TimeSpan.Zero))
            : frame.Fail(Fault.TimeOverflow);
    }

    private static Value Span(Int128 ticks, ref Frame frame) =>
        ticks >= long.MinValue && ticks <= long.MaxValue && DurationText.IsInRange((long)ticks)
            ? Value.From(new TimeSpan((long)ticks))
            : frame.Fail(Fault.TimeOverflow);
}
