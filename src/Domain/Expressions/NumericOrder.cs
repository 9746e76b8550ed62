namespace Prov.Domain.Expressions;

/// <summary>Exact order of numbers of different kinds (CEL language definition, "Ordering operators").</summary>
public static class NumericOrder
{
    /// <summary>Negative, zero or positive; <see langword="null"/> when either is NaN.</summary>
    public static int? Compare(Value left, Value right)
    {
        return (left.Kind, right.Kind) switch
        {
            (ValueKind.Double, ValueKind.Double) => Order(left.AsDouble(), right.AsDouble()),
            (ValueKind.Double, _) => -Compare(right, left),
            (_, ValueKind.Double) => WithDouble(Exact(left), right.AsDouble()),
            _ => Exact(left).CompareTo(Exact(right)),
        };
    }

    private static Int128 Exact(Value value) =>
        value.Kind == ValueKind.UnsignedInteger ? value.AsUnsignedInteger() : value.AsInteger();

    private static int? Order(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right == 0 && left == 0 ? left : right);

    private static int? WithDouble(Int128 left, double right)
    {
        if (double.IsNaN(right))
        {
            return null;
        }

        if (Math.Abs(right) >= 36893488147419103232d)
        {
            return right > 0 ? -1 : 1;
        }

        var whole = Math.Floor(right);
        var order = left.CompareTo((Int128)whole);
        return order == 0 && right > whole ? -1 : order;
    }
}
