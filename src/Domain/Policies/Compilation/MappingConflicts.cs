using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Syntax;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;

namespace Prov.Domain.Policies.Compilation;

/// <summary>
/// Finds mappings of one document that contradict each other: two of equal strength that write the same single value and can be in force
/// at once. Different strengths are ordered and several values stand beside each other, so neither contradicts.
/// </summary>
internal static class MappingConflicts
{
    public static void Report(
        string document, IEnumerable<CompiledMapping> mappings, Func<string, bool> isMultiValued, FaultCollector faults)
    {
        foreach (var group in mappings.GroupBy(m => m.Declaration.Attribute, StringComparer.Ordinal))
        {
            ImmutableArray<CompiledMapping> all = [.. group.OrderBy(m => m.Path.Length).ThenBy(m => m.Path, StringComparer.Ordinal)];
            for (var second = 1; second < all.Length && !isMultiValued(group.Key); second++)
            {
                var first = all.Take(second).FirstOrDefault(
                    m => m.Declaration.Strength == all[second].Declaration.Strength && !ExcludeEachOther(m, all[second]));
                if (first is not null)
                {
                    faults.Add(
                        FaultReasons.MappingDuplicate, document, Place(document, all[second]) + ".attribute",
                        $"'{group.Key}' is written by {Place(document, first)} with the same strength, and both can be in force at once. "
                        + "Give them different strengths, or conditions (when) that exclude each other.");
                }
            }
        }
    }

    private static string Place(string document, CompiledMapping mapping) => mapping.Path[(document.Length + 1)..];

    private static bool ExcludeEachOther(CompiledMapping left, CompiledMapping right) =>
        Ends(left, right) || Ends(right, left) || ConditionsExclude(left.When, right.When);

    /// <summary>One period is over, by fixed instants, when the other begins.</summary>
    private static bool Ends(CompiledMapping earlier, CompiledMapping later) => Instant(earlier.ValidUntil) <= Instant(later.ValidFrom);

    private static DateTimeOffset? Instant(Expression? expression)
    {
        if (expression is null || expression.Inputs.Count > 0)
        {
            return null;
        }

        // It reads nothing, so any values of the variables do.
        var result = expression.Evaluate(Value.Null, Value.Null);
        result = result.IsError ? expression.Evaluate(Value.Null) : result;
        return result.Value.Kind == ValueKind.Timestamp ? result.Value.AsTimestamp() : null;
    }

    private static bool ConditionsExclude(Expression? left, Expression? right)
    {
        if (left is null || right is null)
        {
            return false;
        }

        var (ours, theirs) = (Parts(left.Syntax).ToList(), Parts(right.Syntax).ToList());
        return ours.Exists(one => theirs.Exists(other => Contradict(one, other)));
    }

    // What must hold when the whole does.
    private static IEnumerable<SyntaxNode> Parts(SyntaxNode node) =>
        node is LogicalNode { Operator: LogicalOperator.And } and ? and.Operands.SelectMany(Parts) : [node];

    private static bool Contradict(SyntaxNode one, SyntaxNode other)
    {
        if (IsNegationOf(one, other) || IsNegationOf(other, one))
        {
            return true;
        }

        return Values(one) is { } left && Values(other) is { } right && left.Subject == right.Subject
            && !left.Values.Any(v => right.Values.Contains(v));
    }

    private static bool IsNegationOf(SyntaxNode negation, SyntaxNode node)
    {
        if (negation is UnaryNode { Operator: UnaryOperator.Not } not)
        {
            return SyntaxPrinter.Print(not.Operand) == SyntaxPrinter.Print(node);
        }

        return negation is BinaryNode { Operator: BinaryOperator.NotEqual } unequal
            && SyntaxPrinter.Print(unequal with { Operator = BinaryOperator.Equal }) == SyntaxPrinter.Print(node);
    }

    /// <summary>The values that a comparison lets its subject have; null for any other condition.</summary>
    private static (string Subject, ImmutableArray<Value> Values)? Values(SyntaxNode node) => node switch
    {
        BinaryNode { Operator: BinaryOperator.Equal, Right: LiteralNode literal } n => (SyntaxPrinter.Print(n.Left), [literal.Value]),
        BinaryNode { Operator: BinaryOperator.Equal, Left: LiteralNode literal } n => (SyntaxPrinter.Print(n.Right), [literal.Value]),
        BinaryNode { Operator: BinaryOperator.In, Right: ListNode list } n when list.Elements.All(e => e is LiteralNode) =>
            (SyntaxPrinter.Print(n.Left), [.. list.Elements.Select(e => ((LiteralNode)e).Value)]),
        _ => null,
    };
}
