using System.Collections.Immutable;
using Prov.Domain.Expressions.Checking;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Turns a checked syntax tree into delegates. Variables are slots; names are gone when this is done.</summary>
internal sealed class Compiler
{
    private readonly Checked _checked;
    private readonly ExpressionEnvironment _environment;
    private readonly ExpressionLimits _limits;
    private readonly List<ExpressionError> _errors = [];
    private readonly List<string> _scope = [];

    private Compiler(Checked @checked, ExpressionEnvironment environment, ExpressionLimits limits)
    {
        _checked = @checked;
        _environment = environment;
        _limits = limits;
    }

    public static CompiledExpression Compile(SyntaxNode root, Checked @checked, ExpressionEnvironment environment, ExpressionLimits limits)
    {
        var compiler = new Compiler(@checked, environment, limits);
        return new(compiler.Compile(root), compiler.LocalCount, [.. compiler._errors]);
    }

    private int LocalCount { get; set; }

    private Evaluator Compile(SyntaxNode node) => node switch
    {
        LiteralNode n => Constant(n.Value),
        NameNode n => Name(n),
        SelectNode n => Select(n),
        HasNode n => Has(n),
        IndexNode n => Index(n),
        UnaryNode n => Unary(n),
        BinaryNode n => Binary(n),
        LogicalNode n => LogicalEvaluators.Evaluator(Ask(n)),
        ConditionalNode n => LogicalEvaluators.Conditional(Ask(n.Condition), Compile(n.WhenTrue), Compile(n.WhenFalse)),
        CallNode n => Folded(n.Operands, CallCompiler.Compile(n, CompileAll(n.Operands), _limits, _errors.Add)),
        OptionalElementNode n => Compile(n.Operand),
        ListNode n => Folded(n.Elements, LiteralEvaluators.List(CompileAll(n.Elements), OptionalPlaces(n.Elements))),
        MapNode n => Map(n),
        ComprehensionNode n => Comprehension(n),
        _ => throw new InvalidOperationException($"{node.GetType().Name} cannot be compiled."),
    };

    /// <summary>Compiles what stands as a condition.</summary>
    private Test Ask(SyntaxNode node) => node switch
    {
        LogicalNode n => LogicalEvaluators.Logical(n.Operator, [.. n.Operands.Select(Ask)]),
        BinaryNode n when AttributeTest(n) is { } test => test,
        _ => LogicalEvaluators.Test(Compile(node)),
    };

    private ImmutableArray<Evaluator> CompileAll(IEnumerable<SyntaxNode> nodes) => [.. nodes.Select(Compile)];

    private Evaluator Map(MapNode node)
    {
        var values = node.Entries.Select(e => e.Value).ToImmutableArray();
        return LiteralEvaluators.Map(CompileAll(node.Entries.Select(e => e.Key)), CompileAll(values), OptionalPlaces(values));
    }

    private static ImmutableArray<bool> OptionalPlaces(ImmutableArray<SyntaxNode> elements) =>
        elements.Any(e => e is OptionalElementNode) ? [.. elements.Select(e => e is OptionalElementNode)] : [];

    private static Evaluator Constant(Value value) => (ref _) => value;

    /// <summary>What is made of literals only, such as a date, is made once; unless that fails, which is told at each evaluation.</summary>
    private Evaluator Folded(ImmutableArray<SyntaxNode> parts, Evaluator evaluator)
    {
        if (_errors.Count > 0 || !parts.All(p => p is LiteralNode))
        {
            return evaluator;
        }

        var frame = new Frame([], [], _limits.MaxCost);
        var value = evaluator(ref frame);
        return frame.Failed ? evaluator : Constant(value);
    }

    private Evaluator Name(NameNode node)
    {
        var local = _scope.LastIndexOf(node.Name);
        if (local >= 0)
        {
            return (ref frame) => frame.Locals[local];
        }

        return _environment.TryGetSlot(node.Name, out var slot)
            ? (ref frame) => frame.Variables[slot]
            : Constant(Value.TypeNamed(node.Name));
    }

    private Evaluator Select(SelectNode node) => IsTypeName(node, out var name)
        ? Constant(Value.TypeNamed(name))
        : Field(Compile(node.Operand), node.Operand, node.Field, node.IsOptional);

    /// <summary>A checked chain of selections is a type name when what it starts with has no type of its own.</summary>
    private bool IsTypeName(SelectNode node, out string name) => TypeNames.TryGet(node, out name) && !_checked.Types.ContainsKey(node.Operand);

    private Evaluator Field(Evaluator operand, SyntaxNode owner, string field, bool isOptional)
    {
        var type = _checked.Types[owner];
        if (!isOptional && TryGetVariable(owner, out var slot))
        {
            // The common case, an attribute of a variable, needs one delegate only.
            return (ref frame) => frame.Variables[slot].TryGetEntry(field, out var value) && frame.Charge(1) ? value : default;
        }

        if (type is ObjectType && !isOptional)
        {
            // A declared attribute that is absent, also because its owner is, is null.
            return (ref frame) => operand(ref frame).TryGetEntry(field, out var value) && frame.Charge(1) ? value : default;
        }

        return Read(operand, Constant(Value.From(field)), isOptional, Finder(type, $"Selecting '{field}'"));
    }

    /// <summary>The slot of a variable that has attributes.</summary>
    private bool TryGetVariable(SyntaxNode node, out int slot)
    {
        slot = -1;
        return node is NameNode variable && _checked.Types.TryGetValue(node, out var type) && type is ObjectType
            && !_scope.Contains(variable.Name) && _environment.TryGetSlot(variable.Name, out slot);
    }

    /// <summary>A comparison of an attribute of a variable with a literal; null when this is none.</summary>
    private Test? AttributeTest(BinaryNode node)
    {
        var (attribute, literal) = node.Operator == BinaryOperator.In ? (node.Right, node.Left) : (node.Left, node.Right);
        if (attribute is not SelectNode { IsOptional: false } select || literal is not LiteralNode { Value: var value }
            || _checked.ClockComparisons.ContainsKey(node) || !TryGetVariable(select.Operand, out var slot))
        {
            return null;
        }

        var mismatch = Fault.NoMatchingOverload($"'{OperatorText.Of(node.Operator)}'");
        return (node.Operator, value.Kind) switch
        {
            (BinaryOperator.Equal or BinaryOperator.NotEqual, _) => AttributeTests.Equal(slot, select.Field, value, node.Operator == BinaryOperator.Equal),
            (BinaryOperator.In, ValueKind.String) => AttributeTests.HasMember(slot, select.Field, value, mismatch),
            (BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual, ValueKind.Integer) =>
                AttributeTests.Order(node.Operator, slot, select.Field, value, mismatch),
            _ => null,
        };
    }

    /// <summary>How something is found in an operand of a type. An attribute that is absent or null is lacking.</summary>
    private static OptionalEvaluators.Finder Finder(ExpressionType owner, string what)
    {
        var mismatch = Fault.NoMatchingOverload(what);
        return owner is ObjectType or OptionalType { Element: ObjectType }
            ? (Value container, Value key, out Value value) => container.TryGetEntry(key, out value) && !value.IsNull ? null : Containers.NoSuchKey
            : (Value container, Value key, out Value value) => Containers.Find(container, key, mismatch, out value);
    }

    private static Evaluator Read(Evaluator operand, Evaluator key, bool isOptional, OptionalEvaluators.Finder find) => (ref frame) =>
    {
        var container = operand(ref frame);
        var sought = frame.Failed ? default : key(ref frame);
        return frame.Failed || !frame.Charge(1 + Cost.OfText(sought)) ? default
            : OptionalEvaluators.Read(container, sought, isOptional, find, ref frame);
    };

    private Evaluator Has(HasNode node)
    {
        var (operand, field, type) = (Compile(node.Operand), node.Field, _checked.Types[node.Operand]);
        if (type is ObjectType)
        {
            return (ref frame) => Value.From(operand(ref frame).TryGetEntry(field, out var value) && !value.IsNull && frame.Charge(1));
        }

        // An optional reading tells the same, and has the same errors.
        var read = Read(operand, Constant(Value.From(field)), isOptional: true, Finder(type, "has()"));
        return (ref frame) =>
        {
            var found = read(ref frame);
            return frame.Failed ? default : Value.From(found.TryGetOptional(out _));
        };
    }

    private Evaluator Index(IndexNode node)
    {
        var (operand, type) = (Compile(node.Operand), _checked.Types[node.Operand]);
        return type is ObjectType or OptionalType { Element: ObjectType }
            ? Field(operand, node.Operand, ((LiteralNode)node.Index).Value.AsString(), node.IsOptional)
            : Read(operand, Compile(node.Index), node.IsOptional, Finder(type, "'[]'"));
    }

    private Evaluator Unary(UnaryNode node)
    {
        var operand = Compile(node.Operand);
        var mismatch = Fault.NoMatchingOverload($"'{OperatorText.Of(node.Operator)}'");
        if (node.Operator == UnaryOperator.Negate)
        {
            return (ref frame) =>
            {
                var value = operand(ref frame);
                return frame.Failed || !frame.Charge(1) ? default : Arithmetic.Negate(value, mismatch, ref frame);
            };
        }

        return (ref frame) =>
        {
            var value = operand(ref frame);
            return frame.Failed || !frame.Charge(1) ? default
                : value.Kind == ValueKind.Boolean ? Value.From(!value.AsBoolean())
                : frame.Fail(mismatch);
        };
    }

    private Evaluator Binary(BinaryNode node)
    {
        if (AttributeTest(node) is { } test)
        {
            return LogicalEvaluators.Evaluator(test);
        }

        var (left, right, op) = (Compile(node.Left), Compile(node.Right), node.Operator);
        var mismatch = Fault.NoMatchingOverload($"'{OperatorText.Of(op)}'");
        if (_checked.ClockComparisons.TryGetValue(node, out var clock))
        {
            return ClockEvaluators.Order(op, left, right, _environment.ClockSlot, clock.IsLeft == clock.Grows, mismatch);
        }

        return op switch
        {
            BinaryOperator.Equal or BinaryOperator.NotEqual => Both(left, right, (Value l, Value r, ref Frame frame) =>
                Value.From(Comparison.AreEqual(l, r, ref frame) == (op == BinaryOperator.Equal))),
            BinaryOperator.In => Both(left, right, (Value l, Value r, ref Frame frame) => Containers.IsMember(l, r, mismatch, ref frame)),
            <= BinaryOperator.GreaterOrEqual =>
                Both(left, right, (Value l, Value r, ref Frame frame) => Comparison.Order(op, l, r, mismatch, ref frame)),
            _ => Both(left, right, (Value l, Value r, ref Frame frame) => Arithmetic.Apply(op, l, r, mismatch, ref frame)),
        };
    }

    private static Evaluator Both(Evaluator left, Evaluator right, BinaryBody body) => (ref frame) =>
    {
        var first = left(ref frame);
        var second = frame.Failed ? default : right(ref frame);
        return frame.Failed || !frame.Charge(1) ? default : body(first, second, ref frame);
    };

    private Evaluator Comprehension(ComprehensionNode node)
    {
        var range = Compile(node.Range);
        var slot = _scope.Count;
        _scope.Add(node.Variable);
        LocalCount = Math.Max(LocalCount, _scope.Count);
        var evaluator = ComprehensionEvaluators.Asks(node.Kind)
            ? ComprehensionEvaluators.Of(node.Kind, range, slot, Ask(node.Body))
            : ComprehensionEvaluators.Of(node.Kind, range, slot, node.Filter is null ? null : Ask(node.Filter), Compile(node.Body));
        _scope.RemoveAt(slot);
        return evaluator;
    }
}
