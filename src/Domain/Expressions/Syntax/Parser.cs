using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>Makes a syntax tree of a text (CEL language definition, "Syntax"): recursive descent with precedence climbing.</summary>
public sealed class Parser
{
    private const int HardDepth = 256;

    private readonly TokenReader _tokens;
    private readonly ExpressionLimits _limits;
    private readonly int _maxDepth;
    private int _nesting;
    private int _nodes;

    private Parser(ImmutableArray<Token> tokens, ExpressionLimits limits)
    {
        _tokens = new(tokens);
        _limits = limits;
        _maxDepth = Math.Min(limits.MaxDepth, HardDepth);
    }

    private Token Current => _tokens.Current;

    /// <summary>Parses a whole text; gives null and the error when it is no expression or is too large.</summary>
    public static SyntaxNode? Parse(string text, ExpressionLimits limits, out ExpressionError? error)
    {
        try
        {
            error = null;
            return text.Length <= limits.MaxLength
                ? new Parser(Lexer.Tokenize(text), limits).Whole()
                : throw SyntaxException.TooLarge($"The expression is longer than {limits.MaxLength} characters.", new(1, 1));
        }
        catch (SyntaxException exception)
        {
            error = exception.Error;
            return null;
        }
    }

    private SyntaxNode Whole()
    {
        var node = Conditional();
        return Current.Kind == TokenKind.End ? node : throw _tokens.Unexpected("an operator or the end of the text");
    }

    private SyntaxNode Conditional()
    {
        Descend();
        var condition = Logical(LogicalOperator.Or);
        var position = Current.Position;
        if (_tokens.Take("?"))
        {
            var whenTrue = Logical(LogicalOperator.Or);
            _tokens.Expect(":");
            condition = Made(new ConditionalNode(condition, whenTrue, Conditional(), position));
        }

        _nesting--;
        return condition;
    }

    private SyntaxNode Logical(LogicalOperator op)
    {
        var first = LogicalOperand(op);
        var position = Current.Position;
        if (!Current.Is(OperatorText.Of(op)))
        {
            return first;
        }

        var operands = ImmutableArray.CreateBuilder<SyntaxNode>();
        operands.Add(first);
        while (_tokens.Take(OperatorText.Of(op)))
        {
            operands.Add(LogicalOperand(op));
        }

        return Made(new LogicalNode(op, operands.ToImmutable(), position));
    }

    private SyntaxNode LogicalOperand(LogicalOperator op) =>
        op == LogicalOperator.Or ? Logical(LogicalOperator.And) : Binary(OperatorText.RelationPrecedence);

    private SyntaxNode Binary(int precedence)
    {
        var left = Unary();
        while (Current.Kind == TokenKind.Symbol
            && OperatorText.TryGetBinary(Current.Text, out var op)
            && OperatorText.Precedence(op) >= precedence)
        {
            var position = Current.Position;
            _tokens.Skip();
            left = Made(new BinaryNode(op, left, Binary(OperatorText.Precedence(op) + 1), position));
        }

        return left;
    }

    private SyntaxNode Unary()
    {
        var position = Current.Position;
        if (Current.Is("-") && NegativeLiteral() is { } literal)
        {
            return Member(literal);
        }

        if (!Current.Is("!") && !Current.Is("-"))
        {
            return Member(Primary());
        }

        var op = Current.Is("!") ? UnaryOperator.Not : UnaryOperator.Negate;
        _tokens.Skip();
        Descend();
        var node = Made(new UnaryNode(op, Unary(), position));
        _nesting--;
        return node;
    }

    private SyntaxNode? NegativeLiteral()
    {
        var (position, number) = (Current.Position, _tokens.Next);
        var isLowest = number is { Kind: TokenKind.Literal, Text: Lexer.LowestIntegerDigits };
        if (!isLowest && (number.Kind != TokenKind.Literal || number.Value.Kind is not (ValueKind.Integer or ValueKind.Double)))
        {
            return null;
        }

        _tokens.Skip(2);
        var value = isLowest ? Value.From(long.MinValue)
            : number.Value.Kind == ValueKind.Integer ? Value.From(-number.Value.AsInteger())
            : Value.From(-number.Value.AsDouble());
        return Made(new LiteralNode(value, position));
    }

    private SyntaxNode Member(SyntaxNode operand)
    {
        while (true)
        {
            var position = Current.Position;
            if (_tokens.Take("["))
            {
                var isOptional = _tokens.Take("?");
                var index = Conditional();
                _tokens.Expect("]");
                operand = Made(new IndexNode(operand, index, position, isOptional));
            }
            else if (_tokens.Take("."))
            {
                operand = Selection(operand, _tokens.Take("?"), position);
            }
            else if (Current.Is("{") && operand is NameNode or SelectNode)
            {
                throw new SyntaxException("Messages cannot be made here; use a map: {\"field\": value}.", position);
            }
            else
            {
                return operand;
            }
        }
    }

    private SyntaxNode Selection(SyntaxNode operand, bool isOptional, SourcePosition position)
    {
        var field = Current;
        if (field.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
        {
            throw _tokens.Unexpected("a field name");
        }

        _tokens.Skip();
        if (isOptional || field.Kind == TokenKind.QuotedIdentifier || !_tokens.Take("("))
        {
            return Made(new SelectNode(operand, field.Text, position, isOptional));
        }

        var arguments = List(")");
        return Made(QualifiedNames.TryGet(operand, field.Text, out var qualified)
            ? new CallNode(qualified, null, arguments, field.Position)
            : Macros.Expand(operand, field, arguments) ?? new CallNode(field.Text, operand, arguments, field.Position));
    }

    private SyntaxNode Primary()
    {
        var token = Current;
        if (token.Kind == TokenKind.Literal)
        {
            _tokens.Skip();
            return token.Text == Lexer.LowestIntegerDigits
                ? throw new SyntaxException("The number is outside of the range of its type.", token.Position)
                : Made(new LiteralNode(token.Value, token.Position));
        }

        if (_tokens.Take("("))
        {
            var inner = Conditional();
            _tokens.Expect(")");
            return inner;
        }

        if (_tokens.Take("["))
        {
            return Made(new ListNode(List("]"), token.Position));
        }

        if (_tokens.Take("{"))
        {
            return Made(new MapNode(Entries(), token.Position));
        }

        _tokens.Take(".");
        return Named();
    }

    private SyntaxNode Named()
    {
        var name = Current;
        if (name.Kind != TokenKind.Identifier)
        {
            throw _tokens.Unexpected("a value, a name or '('");
        }

        if (ReservedWords.Contains(name.Text))
        {
            throw new SyntaxException($"'{name.Text}' is a reserved word.", name.Position);
        }

        _tokens.Skip();
        if (!_tokens.Take("("))
        {
            return Made(new NameNode(name.Text, name.Position));
        }

        var arguments = List(")");
        return Made(Macros.Expand(null, name, arguments) ?? new CallNode(name.Text, null, arguments, name.Position));
    }

    private ImmutableArray<SyntaxNode> List(string end)
    {
        var elements = ImmutableArray.CreateBuilder<SyntaxNode>();
        while (!_tokens.Take(end))
        {
            elements.Add(end == "]" ? Element() : Conditional());
            if (Current.Is(end))
            {
                continue;
            }

            _tokens.Expect(",");

            // Only a list, not a call, may end with a comma.
            if (end == ")" && Current.Is(end))
            {
                throw _tokens.Unexpected("an argument");
            }
        }

        return elements.ToImmutable();
    }

    private SyntaxNode Element()
    {
        var position = Current.Position;
        return _tokens.Take("?") ? Made(new OptionalElementNode(Conditional(), position)) : Conditional();
    }

    private ImmutableArray<MapEntry> Entries()
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        while (!_tokens.Take("}"))
        {
            var position = Current.Position;
            var isOptional = _tokens.Take("?");
            var key = Conditional();
            _tokens.Expect(":");
            var value = Conditional();
            entries.Add(new(key, isOptional ? Made(new OptionalElementNode(value, position)) : value));
            if (!Current.Is("}"))
            {
                _tokens.Expect(",");
            }
        }

        return entries.ToImmutable();
    }

    private SyntaxNode Made(SyntaxNode node) =>
        node.Depth > _maxDepth ? throw TooDeep(node.Position)
        : ++_nodes > _limits.MaxNodes ? throw SyntaxException.TooLarge($"The expression has more than {_limits.MaxNodes} parts.", node.Position)
        : node;

    private void Descend()
    {
        if (++_nesting > _maxDepth)
        {
            throw TooDeep(Current.Position);
        }
    }

    private SyntaxException TooDeep(SourcePosition position) =>
        SyntaxException.TooLarge($"The expression is nested deeper than {_maxDepth} levels.", position);
}
