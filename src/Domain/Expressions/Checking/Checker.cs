using System.Collections.Immutable;
using Prov.Domain.Expressions.Functions;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Checking;

/// <summary>Finds the type of every node, every input, and every error. After an error a node is <c>dyn</c>, so that it is told once.</summary>
internal sealed class Checker
{
    private readonly Scope _scope;
    private readonly Dictionary<SyntaxNode, ExpressionType> _types = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableSortedSet<string>.Builder _inputs = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
    private readonly Dictionary<SyntaxNode, ClockComparison> _clocks = new(ReferenceEqualityComparer.Instance);
    private readonly List<ExpressionError> _errors = [];

    private Checker(ExpressionEnvironment environment) => _scope = new(environment);

    public static Checked Check(SyntaxNode root, ExpressionEnvironment environment, ExpressionType? expected)
    {
        var checker = new Checker(environment);
        var type = checker.TypeOf(root);
        if (expected is not null && !TypeRelations.IsNull(type) && !TypeRelations.IsAssignable(type, expected))
        {
            checker.Mismatch(root, $"The expression gives {type}, but {expected} is needed.");
        }

        return new(checker._types, checker._inputs.ToImmutable(), checker._clocks, [.. checker._errors.OrderBy(e => (e.Line, e.Column))]);
    }

    private ExpressionType TypeOf(SyntaxNode node) => _types[node] = node switch
    {
        LiteralNode n => TypeRelations.OfLiteral(n.Value.Kind),
        NameNode n => OfName(n),
        SelectNode n => TypeNames.TryGet(n, out _) && !_scope.IsDeclared(n) ? ExpressionType.Type : OfSelect(n),
        HasNode n => OfHas(n),
        IndexNode n => OfIndex(n),
        UnaryNode n => OfUnary(n),
        BinaryNode n => OfBinary(n),
        LogicalNode n => OfLogical(n),
        ConditionalNode n => OfConditional(n),
        CallNode n => OfCall(n),
        OptionalElementNode n => OfOptionalElement(n),
        ListNode n => ExpressionType.List(TypeRelations.JoinAll(n.Elements.Select(TypeOf).ToList())),
        MapNode n => OfMap(n),
        ComprehensionNode n => OfComprehension(n),
        _ => throw new InvalidOperationException($"{node.GetType().Name} cannot be checked."),
    };

    private ExpressionType OfName(NameNode node)
    {
        var type = _scope.Find(node.Name, out var isInput);
        if (type is not null)
        {
            if (isInput)
            {
                _inputs.Add(node.Name);
            }

            return _scope.IsClock(node.Name) && !_clocks.Values.Any(c => ReferenceEquals(c.Name, node)) ? ClockMisuse(node) : type;
        }

        if (TypeNames.TryGet(node, out _))
        {
            return ExpressionType.Type;
        }

        return Report(ExpressionReasons.UnknownVariable, node, $"There is no variable '{node.Name}'.{NearNames.Suggest(node.Name, _scope.Names)}");
    }

    private ExpressionType ClockMisuse(NameNode node) => Report(
        ExpressionReasons.ClockMisuse,
        node,
        $"'{node.Name}' can only be ordered against a time that does not read it, so that it is known when the answer changes, like "
            + $"{node.Name} >= identity.startDate, or identity.endDate - {node.Name} < duration('168h').");

    private ExpressionType OfSelect(SelectNode node)
    {
        var owner = TypeOfOwner(node.Operand);
        return Chained(owner, node.IsOptional, OfField(node, node.Operand, node.Field, owner));
    }

    /// <summary>What is read from an optional, or by an optional selection, is an optional.</summary>
    private static ExpressionType Chained(ExpressionType owner, bool isOptional, ExpressionType type) =>
        isOptional || owner is OptionalType ? ExpressionType.Optional(type) : type;

    private static ExpressionType WithoutOptional(ExpressionType type) => type is OptionalType optional ? optional.Element : type;

    private ExpressionType OfField(SyntaxNode node, SyntaxNode operand, string field, ExpressionType type)
    {
        switch (type)
        {
            case OptionalType optional:
                return OfField(node, operand, field, optional.Element);
            case ObjectType record when record.Fields.TryGetValue(field, out var declared):
                AddInput(operand, field);
                return declared;
            case ObjectType record:
                return Report(
                    ExpressionReasons.UnknownAttribute, node, $"{record} has no attribute '{field}'.{NearNames.Suggest(field, record.Fields.Keys)}");
            case MapType map when TypeRelations.IsComparable(ExpressionType.String, map.Key):
                return map.Value;
            case DynType:
                return ExpressionType.Dyn;
            default:
                return Mismatch(node, $"A value of type {type} has no field '{field}'.");
        }
    }

    /// <summary>The type of what a field is read from; reading one field of an object does not read it as a whole.</summary>
    private ExpressionType TypeOfOwner(SyntaxNode operand)
    {
        var path = _scope.PathOf(operand);
        var isReadAsWhole = path is not null && _inputs.Contains(path);
        var type = TypeOf(operand);
        if (WithoutOptional(type) is ObjectType && path is not null && !isReadAsWhole)
        {
            _inputs.Remove(path);
        }

        return type;
    }

    private void AddInput(SyntaxNode operand, string field)
    {
        if (_scope.PathOf(operand) is { } path)
        {
            _inputs.Add($"{path}.{field}");
        }
    }

    private ExpressionType OfHas(HasNode node)
    {
        OfField(node, node.Operand, node.Field, TypeOfOwner(node.Operand));
        return ExpressionType.Bool;
    }

    private ExpressionType OfIndex(IndexNode node)
    {
        if (node.Index is LiteralNode { Value.Kind: ValueKind.String } key)
        {
            _types[key] = ExpressionType.String;
            var owner = TypeOfOwner(node.Operand);
            return WithoutOptional(owner) is ListType
                ? NotAnIndex(node)
                : Chained(owner, node.IsOptional, OfField(node, node.Operand, key.Value.AsString(), owner));
        }

        var (operand, index) = (TypeOf(node.Operand), TypeOf(node.Index));
        return Chained(operand, node.IsOptional, OfElement(node, WithoutOptional(operand), index));
    }

    private ExpressionType OfElement(IndexNode node, ExpressionType operand, ExpressionType index)
    {
        return operand switch
        {
            ListType list when index is DynType || TypeRelations.IsNumber(index) => list.Element,
            MapType map when TypeRelations.IsKey(index) && TypeRelations.IsComparable(index, map.Key) => map.Value,
            DynType => ExpressionType.Dyn,
            ObjectType => Mismatch(node, $"An attribute of {operand} can only be read by a name that is written out."),
            _ => NotAnIndex(node),
        };
    }

    private ExpressionType NotAnIndex(IndexNode node) =>
        Mismatch(node, $"A value of type {_types[node.Operand]} has no element at an index of type {_types[node.Index]}.");

    private ExpressionType OfUnary(UnaryNode node)
    {
        var operand = TypeOf(node.Operand);
        return OperatorTypes.Of(node.Operator, operand)
            ?? Mismatch(node, $"'{OperatorText.Of(node.Operator)}' does not take {operand}.");
    }

    private ExpressionType OfBinary(BinaryNode node)
    {
        if (ClockComparison.Of(node, _scope.IsClock) is { } clock)
        {
            _clocks.Add(node, clock);
        }

        var (left, right) = (TypeOf(node.Left), TypeOf(node.Right));
        return OperatorTypes.Of(node.Operator, left, right)
            ?? Mismatch(node, $"'{OperatorText.Of(node.Operator)}' does not take {left} and {right}.");
    }

    private ExpressionType OfLogical(LogicalNode node)
    {
        foreach (var operand in node.Operands)
        {
            RequireBool(operand, $"'{OperatorText.Of(node.Operator)}'");
        }

        return ExpressionType.Bool;
    }

    private ExpressionType OfConditional(ConditionalNode node)
    {
        RequireBool(node.Condition, "The condition before '?'");
        var (whenTrue, whenFalse) = (TypeOf(node.WhenTrue), TypeOf(node.WhenFalse));
        return TypeRelations.Join(whenTrue, whenFalse)
            ?? Mismatch(node, $"Both sides of ':' must have one type, not {whenTrue} and {whenFalse}; dyn() lets them differ.");
    }

    private void RequireBool(SyntaxNode node, string what)
    {
        var type = TypeOf(node);
        if (!TypeRelations.IsAssignable(type, ExpressionType.Bool))
        {
            Mismatch(node, $"{what} needs bool, not {type}.");
        }
    }

    private ExpressionType OfCall(CallNode node)
    {
        var types = node.Operands.Select(TypeOf).ToList();
        var named = FunctionTable.Named(node.Function);
        if (named.IsEmpty)
        {
            var near = NearNames.Suggest(node.Function, FunctionTable.Names);
            return Report(ExpressionReasons.UnknownFunction, node, $"There is no function '{node.Function}'.{near}");
        }

        var results = named
            .Where(o => o.IsReceiver == node.Receiver is not null && o.Takes(types))
            .Select(o => o.ResultOf(types))
            .OfType<ExpressionType>()
            .Distinct()
            .ToList();
        return results switch
        {
            [var result] => result,
            [] => Mismatch(node, $"{node.Function}() cannot be called so: {Shape(node, types)}. It can be: {string.Join("; ", named)}."),
            _ => ExpressionType.Dyn,
        };
    }

    private static string Shape(CallNode node, List<ExpressionType> types)
    {
        var receiver = node.Receiver is null ? "" : $"{types[0]}.";
        return $"{receiver}{node.Function}({string.Join(", ", types.Skip(node.Receiver is null ? 0 : 1))})";
    }

    private ExpressionType OfOptionalElement(OptionalElementNode node) => TypeOf(node.Operand) switch
    {
        OptionalType optional => optional.Element,
        DynType => ExpressionType.Dyn,
        var other => Mismatch(node, $"What follows '?' is an optional, not {other}."),
    };

    private ExpressionType OfMap(MapNode node)
    {
        var entries = node.Entries.Select(e => (e.Key, KeyType: TypeOf(e.Key), Type: TypeOf(e.Value))).ToList();
        foreach (var (key, type, _) in entries.Where(e => !TypeRelations.IsKey(e.KeyType) || e.KeyType.Equals(ExpressionType.Double)))
        {
            Mismatch(key, $"A map key is a bool, int, uint or string, not {type}.");
        }

        return ExpressionType.Map(TypeRelations.JoinAll(entries.Select(e => e.KeyType)), TypeRelations.JoinAll(entries.Select(e => e.Type)));
    }

    private ExpressionType OfComprehension(ComprehensionNode node)
    {
        var variable = VariableOf(node, TypeOf(node.Range));
        _scope.Push(node.Variable, variable);
        if (node.Filter is not null)
        {
            RequireBool(node.Filter, "The filter of map()");
        }

        var type = OfBody(node, variable);
        _scope.Pop();
        return type;
    }

    private ExpressionType VariableOf(ComprehensionNode node, ExpressionType range) => (node.Kind, range) switch
    {
        (_, DynType) => range,
        (ComprehensionKind.OptionalMap or ComprehensionKind.OptionalFlatMap, OptionalType optional) => optional.Element,
        (ComprehensionKind.OptionalMap or ComprehensionKind.OptionalFlatMap, _) =>
            Mismatch(node, $"{Macros.NameOf(node.Kind)}() goes into an optional, not {range}."),
        (_, ListType list) => list.Element,
        (_, MapType map) => map.Key,
        _ => Mismatch(node, $"{Macros.NameOf(node.Kind)}() goes over a list or map, not {range}."),
    };

    /// <summary>Checks the body; gives the type of the whole.</summary>
    private ExpressionType OfBody(ComprehensionNode node, ExpressionType variable)
    {
        switch (node.Kind)
        {
            case ComprehensionKind.Map:
                return ExpressionType.List(TypeOf(node.Body));
            case ComprehensionKind.OptionalMap:
                return ExpressionType.Optional(TypeOf(node.Body));
            case ComprehensionKind.OptionalFlatMap:
                var body = TypeOf(node.Body);
                return body is OptionalType or DynType ? body : Mismatch(node.Body, $"The body of optFlatMap() gives an optional, not {body}.");
            default:
                RequireBool(node.Body, $"The condition of {Macros.NameOf(node.Kind)}()");
                return node.Kind == ComprehensionKind.Filter ? ExpressionType.List(variable) : ExpressionType.Bool;
        }
    }

    private ExpressionType Mismatch(SyntaxNode node, string message) => Report(ExpressionReasons.TypeMismatch, node, message);

    private ExpressionType Report(string reason, SyntaxNode node, string message)
    {
        _errors.Add(new(reason, message, node.Position.Line, node.Position.Column));
        return ExpressionType.Dyn;
    }
}
