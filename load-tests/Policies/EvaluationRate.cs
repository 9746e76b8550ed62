using System.Collections.Immutable;
using System.Diagnostics;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.LoadTests.Policies;

/// <summary>Evaluations per second of a condition of three terms, beside the same condition written by hand over the same attributes.</summary>
public static class EvaluationRate
{
    private const string Condition = "identity.unit == 'U7' && identity.level > 3 && identity.location != 'L9'";
    private const int Identities = 512;
    private const int Rounds = 4_000;

    public static (double Compiled, double HandWritten) Measure()
    {
        var type = ExpressionType.Object("identity", new Dictionary<string, ExpressionType>
        {
            ["unit"] = ExpressionType.String, ["level"] = ExpressionType.Int, ["location"] = ExpressionType.String,
        });
        var expression = Expression.Compile(Condition, new ExpressionEnvironment(new ExpressionVariable("identity", type)), ExpressionType.Bool).Expression!;
        var people = Enumerable.Range(0, Identities).Select(Person).ToArray();
        var values = people.Select(p => Value.From(p)).ToArray();
        Func<IReadOnlyDictionary<string, Value>, bool> byHand = p =>
            p.TryGetValue("unit", out var unit) && unit.Kind == ValueKind.String && unit.AsString() == "U7"
            && p.TryGetValue("level", out var level) && level.Kind == ValueKind.Integer && level.AsInteger() > 3
            && !(p.TryGetValue("location", out var location) && location.Kind == ValueKind.String && location.AsString() == "L9");
        var (compiled, handWritten) = (0.0, 0.0);
        for (var pass = 0; pass < 5; pass++)
        {
            compiled = Math.Max(compiled, Rate(() => Count(values, v => expression.Evaluate(v).IsTrue)));
            handWritten = Math.Max(handWritten, Rate(() => Count(people, byHand)));
        }

        return (compiled, handWritten);
    }

    // All three terms are reached by most: the unit is the asked one for nine in ten.
    private static ImmutableSortedDictionary<string, Value> Person(int i) => AttributeSet.Empty
        .Add("unit", Value.From(i % 10 == 0 ? "U1" : "U7")).Add("level", Value.From((long)(4 + (i % 3)))).Add("location", Value.From($"L{i % 20}"));

    private static int Count<T>(T[] people, Func<T, bool> holds)
    {
        var count = 0;
        foreach (var person in people)
        {
            count += holds(person) ? 1 : 0;
        }

        return count;
    }

    private static double Rate(Func<int> round)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (var i = 0; i < Rounds / 10; i++)
        {
            count += round();
        }

        GC.KeepAlive(count);
        return Rounds / 10 * (double)Identities / watch.Elapsed.TotalSeconds;
    }
}
