using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>A part of a parsed expression. The set of kinds is closed: match on them.</summary>
/// <param name="Position">Where the part begins; for an operator, where the operator stands.</param>
public abstract record SyntaxNode(SourcePosition Position)
{
    private protected SyntaxNode(SourcePosition position, IEnumerable<SyntaxNode> parts)
        : this(position)
    {
        foreach (var part in parts)
        {
            Depth = Math.Max(Depth, part.Depth + 1);
        }
    }

    /// <summary>Levels of nodes from here down, this one included.</summary>
    public int Depth { get; } = 1;
}

/// <summary>A literal: null, bool, int, uint, double, string or bytes.</summary>
public sealed record LiteralNode(Value Value, SourcePosition Position) : SyntaxNode(Position);

/// <summary>A name: a variable, or a type.</summary>
public sealed record NameNode(string Name, SourcePosition Position) : SyntaxNode(Position);

/// <summary><c>operand.field</c>, or <c>operand.?field</c>, which gives an optional.</summary>
public sealed record SelectNode(SyntaxNode Operand, string Field, SourcePosition Position, bool IsOptional = false)
    : SyntaxNode(Position, [Operand]);

/// <summary><c>has(operand.field)</c></summary>
public sealed record HasNode(SyntaxNode Operand, string Field, SourcePosition Position) : SyntaxNode(Position, [Operand]);

/// <summary><c>operand[index]</c>, or <c>operand[?index]</c>, which gives an optional.</summary>
public sealed record IndexNode(SyntaxNode Operand, SyntaxNode Index, SourcePosition Position, bool IsOptional = false)
    : SyntaxNode(Position, [Operand, Index]);

/// <summary><c>!operand</c> or <c>-operand</c></summary>
public sealed record UnaryNode(UnaryOperator Operator, SyntaxNode Operand, SourcePosition Position) : SyntaxNode(Position, [Operand]);

/// <summary>Arithmetic, comparison or membership.</summary>
public sealed record BinaryNode(BinaryOperator Operator, SyntaxNode Left, SyntaxNode Right, SourcePosition Position)
    : SyntaxNode(Position, [Left, Right]);

/// <summary>A chain of two or more operands of <c>&amp;&amp;</c>, or of <c>||</c>; flat, so that a long chain is not deep.</summary>
public sealed record LogicalNode(LogicalOperator Operator, ImmutableArray<SyntaxNode> Operands, SourcePosition Position)
    : SyntaxNode(Position, Operands);

/// <summary><c>condition ? whenTrue : whenFalse</c></summary>
public sealed record ConditionalNode(SyntaxNode Condition, SyntaxNode WhenTrue, SyntaxNode WhenFalse, SourcePosition Position)
    : SyntaxNode(Position, [Condition, WhenTrue, WhenFalse]);

/// <summary>
/// <c>function(arguments)</c>, where the name may have a namespace as in <c>optional.of</c>, or <c>receiver.function(arguments)</c>.
/// </summary>
public sealed record CallNode(string Function, SyntaxNode? Receiver, ImmutableArray<SyntaxNode> Arguments, SourcePosition Position)
    : SyntaxNode(Position, Receiver is null ? Arguments : Arguments.Insert(0, Receiver))
{
    /// <summary>The receiver, if there is one, and the arguments.</summary>
    public ImmutableArray<SyntaxNode> Operands { get; } = Receiver is null ? Arguments : Arguments.Insert(0, Receiver);
}

/// <summary>
/// An element <c>?operand</c> of a list, or the value of an entry <c>?key: operand</c> of a map: left out when the optional has no value.
/// </summary>
public sealed record OptionalElementNode(SyntaxNode Operand, SourcePosition Position) : SyntaxNode(Position, [Operand]);

/// <summary><c>[elements]</c></summary>
public sealed record ListNode(ImmutableArray<SyntaxNode> Elements, SourcePosition Position) : SyntaxNode(Position, Elements);

/// <summary><c>{key: value}</c></summary>
public sealed record MapNode(ImmutableArray<MapEntry> Entries, SourcePosition Position)
    : SyntaxNode(Position, Entries.SelectMany(e => new[] { e.Key, e.Value }));

/// <summary>One entry of a <see cref="MapNode"/>.</summary>
public sealed record MapEntry(SyntaxNode Key, SyntaxNode Value);

/// <summary>
/// A macro over a list, the keys of a map, or an optional: <c>range.all(variable, body)</c>. <paramref name="Filter"/> is set only for the form
/// <c>range.map(variable, filter, body)</c>.
/// </summary>
public sealed record ComprehensionNode(
    ComprehensionKind Kind, SyntaxNode Range, string Variable, SyntaxNode? Filter, SyntaxNode Body, SourcePosition Position)
    : SyntaxNode(Position, Filter is null ? [Range, Body] : [Range, Filter, Body]);
