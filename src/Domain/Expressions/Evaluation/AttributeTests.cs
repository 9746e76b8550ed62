using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>
/// Comparisons of an attribute with a literal, which is what most conditions are made of: one delegate each. They cost the budget and
/// answer the same as the parts would that they stand for.
/// </summary>
internal static class AttributeTests
{
    // Of the operator and of the selection.
    private const long Step = 1;

    public static Test Equal(int slot, string field, Value literal, bool wanted)
    {
        if (literal.Kind != ValueKind.String)
        {
            return (ref frame) => frame.Charge(Read(ref frame, slot, field, out var value) + Step)
                && Comparison.AreEqual(value, literal, ref frame) == wanted;
        }

        var text = literal.AsString();
        return (ref frame) => frame.Charge(Read(ref frame, slot, field, out var value) + Step + Cost.Of(value))
            && (value.Kind == ValueKind.String && string.Equals(value.AsString(), text, StringComparison.Ordinal)) == wanted;
    }

    /// <summary><paramref name="op"/> is one of the four that order.</summary>
    public static Test Order(BinaryOperator op, int slot, string field, Value literal, Fault mismatch)
    {
        var bound = literal.AsInteger();
        return (ref frame) =>
        {
            if (!frame.Charge(Read(ref frame, slot, field, out var value) + Step))
            {
                return false;
            }

            if (value.Kind != ValueKind.Integer)
            {
                return Comparison.Order(op, value, literal, mismatch, ref frame) is { Kind: ValueKind.Boolean } answer && answer.AsBoolean();
            }

            var number = value.AsInteger();
            return op switch
            {
                BinaryOperator.Less => number < bound,
                BinaryOperator.LessOrEqual => number <= bound,
                BinaryOperator.Greater => number > bound,
                _ => number >= bound,
            };
        };
    }

    /// <summary>Whether a text is among the values.</summary>
    public static Test HasMember(int slot, string field, Value literal, Fault mismatch)
    {
        var (text, each) = (literal.AsString(), Step + Cost.Of(literal));
        return (ref frame) =>
        {
            if (!frame.Charge(Read(ref frame, slot, field, out var values) + Step))
            {
                return false;
            }

            if (values.Kind != ValueKind.List)
            {
                return Containers.IsMember(literal, values, mismatch, ref frame) is { Kind: ValueKind.Boolean } answer && answer.AsBoolean();
            }

            foreach (ref readonly var value in values.AsList().AsSpan())
            {
                if (!frame.Charge(each))
                {
                    return false;
                }

                if (value.Kind == ValueKind.String && string.Equals(value.AsString(), text, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        };
    }

    /// <summary>Reads an attribute; gives what that costs. One that is absent is null, and costs nothing.</summary>
    private static long Read(ref Frame frame, int slot, string field, out Value value) =>
        frame.Variables[slot].TryGetEntry(field, out value) ? Step : 0;
}
