using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Checking;

/// <summary>
/// An order of <c>now</c>, moved by a duration or taken as the distance to a timestamp, against something that does not read it. Its answer
/// changes once, at an instant that follows from both sides.
/// </summary>
/// <param name="Name">Where <c>now</c> stands.</param>
/// <param name="IsLeft">The side with <c>now</c> is the left one.</param>
/// <param name="Grows">That side grows as time goes by; it shrinks where <c>now</c> is subtracted.</param>
internal sealed record ClockComparison(NameNode Name, bool IsLeft, bool Grows)
{
    /// <summary>Null when the comparison does not read <c>now</c>, or not in this form.</summary>
    public static ClockComparison? Of(BinaryNode node, Func<string, bool> isClock)
    {
        if (node.Operator is not (BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual))
        {
            return null;
        }

        var (left, right) = (Side(node.Left, isClock), Side(node.Right, isClock));
        return (left, right) switch
        {
            ({ } side, null) => new(side.Name, true, side.Grows),
            (null, { } side) => new(side.Name, false, side.Grows),
            _ => null,
        };
    }

    private static (NameNode Name, bool Grows)? Side(SyntaxNode node, Func<string, bool> isClock) => node switch
    {
        NameNode name when isClock(name.Name) => (name, true),
        BinaryNode { Operator: BinaryOperator.Add } sum => Side(sum.Left, isClock) ?? Side(sum.Right, isClock),
        BinaryNode { Operator: BinaryOperator.Subtract } difference => Side(difference.Left, isClock)
            ?? (Side(difference.Right, isClock) is { } side ? (side.Name, !side.Grows) : null),
        _ => null,
    };
}
