using CsCheck;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Tests.Expressions;

public sealed class ExpressionPropertyTests
{
    private const long Cases = 20_000;

    /// <summary>Everything is dynamic, so that what the checker would refuse is evaluated too.</summary>
    private static readonly ExpressionEnvironment _dynamic = new(
        new ExpressionVariable("identity", ExpressionType.Dyn), new ExpressionVariable("x", ExpressionType.Dyn),
        new ExpressionVariable("n", ExpressionType.Dyn), new ExpressionVariable("i", ExpressionType.Dyn));

    [Fact]
    public void Parse_PrintedTree_IsTheSameTree() => RandomExpressions.Tree.Sample(
        tree =>
        {
            var text = SyntaxPrinter.Print(tree);
            var parsed = Parser.Parse(text, ExpressionLimits.Default, out var error);
            Assert.True(parsed is not null, $"{text}: {error}");
            Assert.Equal(Shape(tree), Shape(parsed));
        },
        iter: Cases);

    [Fact]
    public void Evaluate_AnyExpression_GivesValueOrReason() => RandomExpressions.Tree.Sample(
        tree =>
        {
            var text = SyntaxPrinter.Print(tree);
            var dynamic = Expression.Compile(text, _dynamic).Expression;
            var result = dynamic?.Evaluate(Evaluating.Sample, Value.Null, Value.From(3L), Value.ListOf(["a"])) ?? default;
            Assert.Equal(result.IsError, result.ErrorReason.Length > 0);
        },
        iter: Cases);

    [Fact]
    public void Evaluate_CheckedExpression_GivesItsType() => RandomExpressions.Tree.Sample(
        tree =>
        {
            var compilation = Expression.Compile(SyntaxPrinter.Print(tree), Evaluating.Environment);
            Assert.Equal(compilation.Expression is null, compilation.Errors.Length > 0);
            if (compilation.Expression is { } expression)
            {
                var result = expression.Evaluate(Evaluating.Sample, Value.Null, Value.From(3L));
                Assert.True(result.IsError || result.Value.IsNull || IsOf(expression.ResultType, result.Value), $"{expression.Text} is no {expression.ResultType}");
            }
        },
        iter: Cases);

    [Fact]
    public void Compile_AnyText_GivesExpressionOrErrors() => Gen.OneOf(
            Gen.String,
            Gen.OneOf("identity", ".", "title", "==", "'a'", "(", ")", "[", "]", "{", "}", ":", "?", "1", "1u", "has", "&&", "!", "\"", "b'", "\\", "`", "in", "0x", "e5", ",")
                .Array[0, 12].Select(string.Concat))
        .Sample(
            text =>
            {
                var compilation = Expression.Compile(text, Evaluating.Environment);
                Assert.Equal(compilation.Expression is null, compilation.Errors.Length > 0);
            },
            iter: Cases);

    [Fact]
    public void Evaluate_SmallBudget_EndsOrSaysSo() => Gen.Select(RandomExpressions.Tree, Gen.Long[0, 40]).Sample(
        (tree, cost) =>
        {
            var text = SyntaxPrinter.Print(tree);
            var limited = Expression.Compile(text, _dynamic, limits: new ExpressionLimits { MaxCost = cost }).Expression;
            var free = Expression.Compile(text, _dynamic).Expression;
            if (limited is null || free is null)
            {
                return;
            }

            Value[] variables = [Evaluating.Sample, Value.Null, Value.From(3L), Value.ListOf(["a"])];
            var (small, full) = (limited.Evaluate(variables), free.Evaluate(variables));
            Assert.True(
                small.ErrorReason == ExpressionReasons.CostExceeded || small.ErrorReason == full.ErrorReason && Shape(small.Value) == Shape(full.Value), text);
        },
        iter: Cases);

    private static bool IsOf(ExpressionType type, Value value) => type switch
    {
        ScalarType scalar => value.Kind == scalar.Kind,
        ListType list => value.Kind == ValueKind.List && value.AsList().All(e => e.IsNull || IsOf(list.Element, e)),
        MapType map => value.Kind == ValueKind.Map && value.Entries().All(e => IsOf(map.Key, e.Key) && (e.Value.IsNull || IsOf(map.Value, e.Value))),
        ObjectType => value.Kind == ValueKind.Map,
        _ => true,
    };

    private static string Shape(Value value) => $"{value.Kind} {value}";

    /// <summary>The tree written with every parenthesis, apart from the printer.</summary>
    private static string Shape(SyntaxNode node) => node switch
    {
        LiteralNode n => Shape(n.Value),
        NameNode n => n.Name,
        SelectNode n => $"(select {Shape(n.Operand)} {n.Field})",
        HasNode n => $"(has {Shape(n.Operand)} {n.Field})",
        IndexNode n => $"(index {Shape(n.Operand)} {Shape(n.Index)})",
        UnaryNode n => $"({n.Operator} {Shape(n.Operand)})",
        BinaryNode n => $"({n.Operator} {Shape(n.Left)} {Shape(n.Right)})",
        LogicalNode n => $"({n.Operator} {string.Join(' ', n.Operands.Select(Shape))})",
        ConditionalNode n => $"(if {Shape(n.Condition)} {Shape(n.WhenTrue)} {Shape(n.WhenFalse)})",
        CallNode n => $"({n.Function} {n.Receiver is not null} {string.Join(' ', n.Operands.Select(Shape))})",
        ListNode n => $"[{string.Join(' ', n.Elements.Select(Shape))}]",
        MapNode n => $"{{{string.Join(' ', n.Entries.Select(e => Shape(e.Key) + " " + Shape(e.Value)))}}}",
        ComprehensionNode n => $"({n.Kind} {Shape(n.Range)} {n.Variable} {(n.Filter is null ? "" : Shape(n.Filter))} {Shape(n.Body)})",
        _ => throw new InvalidOperationException(),
    };
}
