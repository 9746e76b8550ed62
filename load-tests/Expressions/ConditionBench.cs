using System.Diagnostics;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.LoadTests.Expressions;

/// <summary>
/// How fast a compiled condition of three terms is, against the same condition as a delegate written by hand, over the same identities, on
/// one core. Both are measured in turns, and the median of the turns counts.
/// </summary>
public sealed class ConditionBench
{
    private const string Text = "identity.department == 'Sales' && identity.level >= 3 && 'staff' in identity.groups";
    private const int Turns = 7;
    private const int People = 1_024;

    private readonly Value[] _people = [.. Enumerable.Range(0, People).Select(Person)];
    private readonly Expression _condition = Compile();

    /// <summary>Runs everything.</summary>
    /// <param name="evaluations">Of each kind in each turn.</param>
    public ConditionRates Run(long evaluations)
    {
        var (compiled, byHand) = (new double[Turns], new double[Turns]);
        Measure(_condition, Evaluate, evaluations);
        Measure(_condition, ByHand, evaluations);
        for (var turn = 0; turn < Turns; turn++)
        {
            compiled[turn] = Measure(_condition, Evaluate, evaluations);
            byHand[turn] = Measure(_condition, ByHand, evaluations);
        }

        return new(Median(compiled), Median(byHand));
    }

    /// <summary>Evaluations per second.</summary>
    private double Measure(Expression condition, Func<Expression, Value, bool> evaluate, long evaluations)
    {
        var (held, watch) = (0L, Stopwatch.StartNew());
        for (var i = 0L; i < evaluations; i++)
        {
            held += evaluate(condition, _people[i & (People - 1)]) ? 1 : 0;
        }

        watch.Stop();
        return held == 0 ? throw new InvalidOperationException("The condition holds for nobody.") : evaluations / watch.Elapsed.TotalSeconds;
    }

    private static bool Evaluate(Expression condition, Value identity) => condition.Evaluate(identity).IsTrue;

    private static bool ByHand(Expression condition, Value identity)
    {
        if (!identity.TryGetEntry("department", out var department) || department.Kind != ValueKind.String || department.AsString() != "Sales"
            || !identity.TryGetEntry("level", out var level) || level.Kind != ValueKind.Integer || level.AsInteger() < 3
            || !identity.TryGetEntry("groups", out var groups) || groups.Kind != ValueKind.List)
        {
            return false;
        }

        foreach (var group in groups.AsList())
        {
            if (group.Kind == ValueKind.String && group.AsString() == "staff")
            {
                return true;
            }
        }

        return false;
    }

    private static double Median(double[] rates) => rates.Order().ElementAt(rates.Length / 2);

    private static Expression Compile()
    {
        var identity = ExpressionType.Object("identity", new Dictionary<string, ExpressionType>
        {
            ["department"] = ExpressionType.String, ["level"] = ExpressionType.Int, ["groups"] = ExpressionType.List(ExpressionType.String),
        });
        return Expression.Compile(Text, new(new ExpressionVariable("identity", identity)), ExpressionType.Bool).Expression
            ?? throw new InvalidOperationException("The condition does not compile.");
    }

    /// <summary>One of two is in Sales, two of three have the level, three of four are staff.</summary>
    private static Value Person(int number) => Value.From(AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["department"] = Value.From(number % 2 == 0 ? "Sales" : "Engineering"),
        ["employeeNumber"] = Value.From($"E{number}"),
        ["givenName"] = Value.From("Jane"),
        ["groups"] = Value.ListOf(number % 4 == 0 ? ["emea"] : ["emea", "staff"]),
        ["level"] = Value.From((long)(number % 3) + 2),
        ["location"] = Value.From("BER"),
        ["mail"] = Value.From($"e{number}@example.com"),
        ["surname"] = Value.From("Smith"),
    }));
}
