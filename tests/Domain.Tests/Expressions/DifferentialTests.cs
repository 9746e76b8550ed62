using System.Collections.Concurrent;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Tests.Expressions.Reference;

namespace Prov.Domain.Tests.Expressions;

/// <summary>Random expressions mean the same to Prov and to an evaluator that shares nothing with it.</summary>
public sealed class DifferentialTests
{
    private const int Expressions = 1_000_000;
    private const int Chunk = 5_000;

    private static readonly (string Name, Kind Kind, object Value)[] _variables =
    [
        ("b", Kind.Bool, true), ("i", Kind.Int, 3L), ("u", Kind.Uint, 2UL), ("d", Kind.Double, 2.5), ("s", Kind.String, "Sälés"),
        ("y", Kind.Bytes, "xy"u8.ToArray()), ("t", Kind.Timestamp, new Instant(638_000_000_000_000_000)), ("r", Kind.Duration, new Period(36_000_000_000)),
        ("li", Kind.List(Kind.Int), new List<object> { 1L, 0L, 3L }), ("ls", Kind.List(Kind.String), new List<object> { "a", "b" }),
        ("m", Kind.Map(Kind.Int), new List<(object, object)> { ("a", 1L), ("b", 0L) }), ("x", Kind.Dyn, Things.Null),
    ];

    private static readonly ExpressionEnvironment _environment = new([.. _variables.Select(v => new ExpressionVariable(v.Name, v.Kind.Declared))]);

    private static readonly Scope _scope = _variables.Aggregate((Scope?)null, (outer, v) => new Scope(outer, v.Name, v.Value))!;

    private static readonly Value[] _values = [.. _variables.Select(v => ToValue(v.Value))];

    [Fact]
    public void Evaluate_MillionRandomExpressions_MeansWhatTheReferenceMeans()
    {
        var seed = Random.Shared.Next();
        var (failures, differences) = (0, new ConcurrentQueue<string>());
        Parallel.For(0, Expressions / Chunk, new ParallelOptions { MaxDegreeOfParallelism = 2 }, chunk =>
        {
            var random = new Random(unchecked((seed * 31) + chunk));
            for (var i = 0; i < Chunk; i++)
            {
                var phrase = new Grammar(random, [.. _variables.Select(v => (v.Name, v.Kind))]).Any(random.Next(1, 4));
                var expected = phrase.Meaning(_scope);
                if (Difference(phrase, expected) is { } difference && differences.Count < 10)
                {
                    differences.Enqueue($"Seed {seed}, chunk {chunk}, expression {i}: {phrase.Text} {difference}");
                }

                if (expected == Things.Failure)
                {
                    Interlocked.Increment(ref failures);
                }
            }
        });

        Assert.True(differences.IsEmpty, string.Join("\n", differences));

        // Neither all succeed nor all fail: otherwise little would be compared.
        Assert.InRange(failures, Expressions / 20, Expressions / 2);
    }

    /// <summary>Null when there is none.</summary>
    private static string? Difference(Phrase phrase, object expected)
    {
        var compilation = Expression.Compile(phrase.Text, _environment);
        if (compilation.Expression is null)
        {
            return $"is refused: {compilation.Errors[0]}";
        }

        var result = compilation.Expression.Evaluate(_values);
        var isSame = result.IsError ? expected == Things.Failure : expected != Things.Failure && IsSame(result.Value, expected);
        return isSame ? null
            : $"gives {result.Value.Kind} {result.Value} {result.ErrorReason}, not {(expected == Things.Failure ? "an error" : Things.Written(expected))}";
    }

    private static bool IsSame(Value value, object expected) => (value.Kind, expected) switch
    {
        (ValueKind.Boolean, bool e) => value.AsBoolean() == e,
        (ValueKind.Integer, long e) => value.AsInteger() == e,
        (ValueKind.UnsignedInteger, ulong e) => value.AsUnsignedInteger() == e,
        (ValueKind.Double, double e) => value.AsDouble().Equals(e),
        (ValueKind.String, string e) => value.AsString() == e,
        (ValueKind.Bytes, byte[] e) => value.AsBytes().SequenceEqual(e),
        (ValueKind.Timestamp, Instant e) => value.AsTimestamp().UtcTicks == e.Ticks,
        (ValueKind.Duration, Period e) => value.AsDuration().Ticks == e.Ticks,
        (ValueKind.Type, TypeName e) => value.AsTypeName() == e.Name,
        (ValueKind.List, List<object> e) => value.AsList().Length == e.Count && value.AsList().Zip(e).All(p => IsSame(p.First, p.Second)),
        (ValueKind.Map, List<(object Key, object Value)> e) =>
            value.Count == e.Count && e.TrueForAll(p => value.TryGetEntry(ToValue(p.Key), out var found) && IsSame(found, p.Value)),
        (ValueKind.Optional, Maybe e) => value.TryGetOptional(out var inner) ? e.Value is not null && IsSame(inner, e.Value) : e.Value is null,
        (ValueKind.Null, _) => expected == Things.Null,
        _ => false,
    };

    private static Value ToValue(object value) => value switch
    {
        bool v => Value.From(v),
        long v => Value.From(v),
        ulong v => Value.From(v),
        double v => Value.From(v),
        string v => Value.From(v),
        byte[] v => Value.From(v.ToImmutableArray()),
        Instant v => Value.From(new DateTimeOffset(v.Ticks, TimeSpan.Zero)),
        Period v => Value.From(new TimeSpan(v.Ticks)),
        List<object> v => Value.From(v.Select(ToValue).ToImmutableArray()),
        List<(object Key, object Value)> v => Value.From(v.ToDictionary(e => ToValue(e.Key), e => ToValue(e.Value))),
        _ => Value.Null,
    };
}
