using System.Collections.Immutable;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Filters;

/// <summary>
/// Takes out of an expression what a store can search by. Negations are pushed down to the single conditions, where an evaluation
/// error can be taken for false: between <c>&amp;&amp;</c> and <c>||</c> an error leads to true exactly where false does.
/// </summary>
public sealed class FilterAnalysis
{
    private readonly Expression _expression;
    private readonly ExpressionEnvironment _known;
    private readonly Value[] _values;

    private FilterAnalysis(Expression expression, IReadOnlyDictionary<string, Value> known)
    {
        _expression = expression;
        _known = new([.. known.Keys.Select(name => new ExpressionVariable(name, ExpressionType.Dyn))]);
        _values = [.. known.Values];
    }

    /// <summary>Null when a store can do nothing with the expression.</summary>
    /// <param name="known">Variables that are the same for everything that is searched, such as <c>now</c>.</param>
    public static Filter? ToFilter(Expression expression, IReadOnlyDictionary<string, Value>? known = null) =>
        new FilterAnalysis(expression, known ?? ImmutableDictionary<string, Value>.Empty).Of(expression.Syntax, false);

    private Filter? Of(SyntaxNode node, bool isNegated) => node switch
    {
        UnaryNode { Operator: UnaryOperator.Not } n => Of(n.Operand, !isNegated),
        LogicalNode n => (n.Operator == LogicalOperator.And) != isNegated ? All(n, isNegated) : Any(n, isNegated),
        LiteralNode { Value.Kind: ValueKind.Boolean } n => Exact(n.Value.AsBoolean() != isNegated ? new AndTerm([]) : new OrTerm([])),
        HasNode n => PathOf(n.Operand, n.Field) is { } path ? Exact(Negated(new ExistsTerm(path), isNegated)) : null,
        BinaryNode { Operator: BinaryOperator.In } n => In(n.Left, n.Right, isNegated),
        ComprehensionNode { Kind: ComprehensionKind.Exists } n => Exists(n, isNegated),
        BinaryNode n => Compare(n, isNegated),
        CallNode { Function: "startsWith", Receiver: { } receiver, Arguments: [var prefix] } => StartsWith(receiver, prefix, isNegated),
        _ => AttributeOf(node) is { } path ? Exact(new CompareTerm(path, BinaryOperator.Equal, Value.From(!isNegated))) : null,
    };

    private static Filter Exact(FilterTerm term) => new(term, true);

    private static FilterTerm Negated(FilterTerm term, bool isNegated) => isNegated ? new NotTerm(term) : term;

    /// <summary>A part that a store cannot do is left out, which finds more.</summary>
    private Filter? All(LogicalNode node, bool isNegated)
    {
        var parts = node.Operands.Select(o => Of(o, isNegated)).ToList();
        var usable = parts.OfType<Filter>().ToList();
        return usable.Count == 0 ? null
            : new(new AndTerm([.. usable.Select(p => p.Term)]), usable.Count == parts.Count && usable.TrueForAll(p => p.IsExact));
    }

    /// <summary>A part that a store cannot do could be true anywhere, so nothing can be searched by.</summary>
    private Filter? Any(LogicalNode node, bool isNegated)
    {
        var parts = node.Operands.Select(o => Of(o, isNegated)).ToList();
        return parts.Contains(null) ? null : new(new OrTerm([.. parts.Select(p => p!.Term)]), parts.TrueForAll(p => p!.IsExact));
    }

    private Filter? In(SyntaxNode element, SyntaxNode container, bool isNegated) =>
        ListAttributeOf(container) is { } list ? Contains(list, element, isNegated)
        : AttributeOf(element) is { } path
            && Constant(container) is { Kind: ValueKind.List } values
            && values.AsList().All(IsScalar)
            ? Exact(Negated(new InTerm(path, values.AsList()), isNegated))
            : null;

    private Filter? Contains(string list, SyntaxNode element, bool isNegated)
    {
        if (Constant(element) is not { } value || !IsScalar(value))
        {
            return null;
        }

        var term = new ContainsTerm(list, value);

        // Nothing is in an absent list, but nothing is not in it either: asking is an error.
        return Exact(isNegated ? new AndTerm([new ExistsTerm(list), new NotTerm(term)]) : term);
    }

    /// <summary><c>list.exists(v, v == value)</c> says the same as <c>value in list</c>.</summary>
    private Filter? Exists(ComprehensionNode node, bool isNegated)
    {
        if (ListAttributeOf(node.Range) is not { } list || node.Body is not BinaryNode { Operator: BinaryOperator.Equal } equal)
        {
            return null;
        }

        return IsVariable(equal.Left, node) ? Contains(list, equal.Right, isNegated)
            : IsVariable(equal.Right, node) ? Contains(list, equal.Left, isNegated)
            : null;
    }

    private static bool IsVariable(SyntaxNode node, ComprehensionNode macro) => node is NameNode name && name.Name == macro.Variable;

    private Filter? StartsWith(SyntaxNode receiver, SyntaxNode prefix, bool isNegated)
    {
        if (AttributeOf(receiver) is not { } path || Constant(prefix) is not { Kind: ValueKind.String } text)
        {
            return null;
        }

        var term = new StartsWithTerm(path, text.AsString());

        // Of an absent attribute neither the call nor its negation is true.
        return Exact(isNegated ? new AndTerm([new ExistsTerm(path), new NotTerm(term)]) : term);
    }

    private Filter? Compare(BinaryNode node, bool isNegated)
    {
        if (node.Operator > BinaryOperator.GreaterOrEqual)
        {
            return null;
        }

        var isSwapped = AttributeOf(node.Left) is null;
        var (attribute, other) = isSwapped ? (node.Right, node.Left) : (node.Left, node.Right);
        if (AttributeOf(attribute) is not { } path || Constant(other) is not { } value)
        {
            return null;
        }

        if (node.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual)
        {
            var isUnequal = (node.Operator == BinaryOperator.NotEqual) != isNegated;
            return value.IsNull ? Exact(Negated(new ExistsTerm(path), !isUnequal))
                : IsScalar(value) ? Exact(Negated(new CompareTerm(path, BinaryOperator.Equal, value), isUnequal))
                : null;
        }

        var op = isSwapped ? Swapped(node.Operator) : node.Operator;
        return IsScalar(value) && IsOrdered(attribute, value, isNegated)
            ? Exact(new CompareTerm(path, isNegated ? Opposite(op) : op, value))
            : null;
    }

    /// <summary>The opposite of an order is the opposite operator, but for NaN, which only doubles can be.</summary>
    private bool IsOrdered(SyntaxNode attribute, Value value, bool isNegated) =>
        !isNegated || (!_expression.TypeOf(attribute).Equals(ExpressionType.Double) && value.Kind != ValueKind.Double);

    private static BinaryOperator Swapped(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        _ => BinaryOperator.LessOrEqual,
    };

    private static BinaryOperator Opposite(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.GreaterOrEqual,
        BinaryOperator.LessOrEqual => BinaryOperator.Greater,
        BinaryOperator.Greater => BinaryOperator.LessOrEqual,
        _ => BinaryOperator.Less,
    };

    /// <summary>A value that stores can hold and that equals itself, which NaN does not.</summary>
    private static bool IsScalar(Value value) =>
        value.Kind is not (ValueKind.Null or ValueKind.List or ValueKind.Map or ValueKind.Type) && value.Equals(value);

    /// <summary>The path of an attribute that has one value; null for anything else.</summary>
    private string? AttributeOf(SyntaxNode node) => _expression.TypeOf(node) is ScalarType ? PathOf(node) : null;

    /// <summary>The path of an attribute that has several values; null for anything else.</summary>
    private string? ListAttributeOf(SyntaxNode node) => _expression.TypeOf(node) is ListType ? PathOf(node) : null;

    private string? PathOf(SyntaxNode node) => node switch
    {
        NameNode n => IsInput(n.Name) ? n.Name : null,
        SelectNode n => PathOf(n.Operand, n.Field),
        IndexNode { Index: LiteralNode { Value.Kind: ValueKind.String } key } n => PathOf(n.Operand, key.Value.AsString()),
        _ => null,
    };

    private string? PathOf(SyntaxNode owner, string field) =>
        _expression.TypeOf(owner) is ObjectType && PathOf(owner) is { } path ? $"{path}.{field}" : null;

    private bool IsInput(string name) =>
        !_known.TryGetSlot(name, out _) && !_expression.IsClock(name) && _expression.Inputs.Any(i => i == name || i.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>The value of a part that reads only what is known; null when it reads more or fails.</summary>
    private Value? Constant(SyntaxNode node)
    {
        var compiled = Expression.Compile(SyntaxPrinter.Print(node), _known).Expression;
        var result = compiled?.Evaluate(_values);
        return result is { IsError: false } found ? found.Value : null;
    }
}
