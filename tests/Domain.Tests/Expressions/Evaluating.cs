using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Expressions;

/// <summary>Compiles and evaluates over the variables that the tests of expressions share.</summary>
internal static class Evaluating
{
    public static readonly ExpressionType Manager = ExpressionType.Object("Manager", new Dictionary<string, ExpressionType>
    {
        ["mail"] = ExpressionType.String,
    });

    public static readonly ExpressionType Identity = ExpressionType.Object("Identity", new Dictionary<string, ExpressionType>
    {
        ["department"] = ExpressionType.String,
        ["title"] = ExpressionType.String,
        ["level"] = ExpressionType.Int,
        ["active"] = ExpressionType.Bool,
        ["rate"] = ExpressionType.Double,
        ["groups"] = ExpressionType.List(ExpressionType.String),
        ["tags"] = ExpressionType.Map(ExpressionType.String, ExpressionType.String),
        ["startDate"] = ExpressionType.Timestamp,
        ["manager"] = Manager,
        ["cost-center"] = ExpressionType.String,
    });

    public static readonly ExpressionEnvironment Environment = new(
        new ExpressionVariable("identity", Identity), new ExpressionVariable("x", ExpressionType.Dyn), new ExpressionVariable("n", ExpressionType.Int));

    public static readonly Value Sample = Value.From(new Dictionary<string, Value>
    {
        ["department"] = Value.From("Sales"),
        ["level"] = Value.From(7L),
        ["groups"] = Value.ListOf(["staff", "emea"]),
        ["tags"] = Value.From(new Dictionary<string, Value> { ["site"] = Value.From("BER") }),
        ["startDate"] = Value.From(new DateTimeOffset(2024, 2, 29, 13, 5, 9, 250, TimeSpan.Zero)),
        ["cost-center"] = Value.From("4711"),
    });

    public static Expression Compiled(string text, ExpressionType? expected = null, ExpressionLimits? limits = null)
    {
        var compilation = Expression.Compile(text, Environment, expected, limits);
        Assert.True(compilation.Expression is not null, text + ": " + string.Join("; ", compilation.Errors));
        return compilation.Expression;
    }

    public static EvaluationResult Run(string text) => Compiled(text).Evaluate(Sample, Value.Null, Value.From(3L));
}
