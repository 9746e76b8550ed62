using Prov.Domain.Expressions.Syntax;
using static Prov.Domain.Expressions.ExpressionType;

namespace Prov.Domain.Expressions.Checking;

/// <summary>The result types of operators (CEL language definition, "List of Standard Definitions").</summary>
internal static class OperatorTypes
{
    private static readonly ExpressionType[] _ordered = [Bool, Int, Uint, ExpressionType.Double, ExpressionType.String, Bytes, Timestamp, Duration];

    private static readonly (BinaryOperator Operator, ExpressionType Left, ExpressionType Right, ExpressionType Result)[] _arithmetic =
    [
        .. from op in new[] { BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Modulo }
           from number in new[] { Int, Uint, ExpressionType.Double }
           where op != BinaryOperator.Modulo || number != ExpressionType.Double
           select (op, number, number, number),
        (BinaryOperator.Add, ExpressionType.String, ExpressionType.String, ExpressionType.String),
        (BinaryOperator.Add, Bytes, Bytes, Bytes),
        (BinaryOperator.Add, Timestamp, Duration, Timestamp),
        (BinaryOperator.Add, Duration, Timestamp, Timestamp),
        (BinaryOperator.Add, Duration, Duration, Duration),
        (BinaryOperator.Subtract, Timestamp, Timestamp, Duration),
        (BinaryOperator.Subtract, Timestamp, Duration, Timestamp),
        (BinaryOperator.Subtract, Duration, Duration, Duration),
    ];

    /// <summary>Null when the operator does not take these operands.</summary>
    public static ExpressionType? Of(BinaryOperator op, ExpressionType left, ExpressionType right) => op switch
    {
        BinaryOperator.Equal or BinaryOperator.NotEqual => TypeRelations.IsComparable(left, right) ? Bool : null,
        BinaryOperator.In => IsMember(left, right) ? Bool : null,
        <= BinaryOperator.GreaterOrEqual => IsOrdered(left, right) ? Bool : null,
        BinaryOperator.Add when left is ListType && right is ListType => List(TypeRelations.JoinAll([Element(left), Element(right)])),
        BinaryOperator.Add when (left is ListType && right is DynType) || (left is DynType && right is ListType) => Dyn,
        _ => Arithmetic(op, left, right),
    };

    /// <summary>Null when the operator does not take this operand.</summary>
    public static ExpressionType? Of(UnaryOperator op, ExpressionType operand) => (op, operand) switch
    {
        (UnaryOperator.Not, _) => TypeRelations.IsAssignable(operand, Bool) ? Bool : null,
        (_, DynType) => Dyn,
        (_, ScalarType { Kind: ValueKind.Integer or ValueKind.Double }) => operand,
        _ => null,
    };

    private static ExpressionType Element(ExpressionType list) => ((ListType)list).Element;

    private static bool IsMember(ExpressionType left, ExpressionType right) => right switch
    {
        ListType list => TypeRelations.IsComparable(left, list.Element),
        MapType map => TypeRelations.IsKey(left) && TypeRelations.IsComparable(left, map.Key),
        _ => right is DynType,
    };

    private static bool IsOrdered(ExpressionType left, ExpressionType right) =>
        (TypeRelations.IsNumber(left) && TypeRelations.IsNumber(right))
        || _ordered.Any(t => TypeRelations.IsAssignable(left, t) && TypeRelations.IsAssignable(right, t));

    private static ExpressionType? Arithmetic(BinaryOperator op, ExpressionType left, ExpressionType right)
    {
        var results = _arithmetic
            .Where(o => o.Operator == op && TypeRelations.IsAssignable(left, o.Left) && TypeRelations.IsAssignable(right, o.Right))
            .Select(o => o.Result)
            .Distinct()
            .ToList();
        return results.Count > 1 || (op == BinaryOperator.Add && left is DynType && right is DynType) ? Dyn : results.SingleOrDefault();
    }
}
