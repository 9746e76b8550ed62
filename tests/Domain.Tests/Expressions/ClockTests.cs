using CsCheck;
using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Expressions;

public sealed class ClockTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ExpressionEnvironment _environment = new(
        new ExpressionVariable("t", ExpressionType.Timestamp),
        new ExpressionVariable("times", ExpressionType.List(ExpressionType.Timestamp)),
        ExpressionVariable.Now);

    private static readonly Gen<string> _comparison = Gen.Select(
        Gen.OneOf("now", "now + duration('2h')", "duration('1h') + now - duration('3h')", "now - t", "t - now", "timestamp('2026-01-01T05:00:00Z') - now"),
        Gen.OneOf("<", "<=", ">", ">="),
        Gen.Int[-6, 6],
        Gen.Bool,
        (side, op, hour, swapped) =>
        {
            var other = side.Contains('t') && side.Contains(" - now") || side == "now - t" ? $"duration('{hour}h')" : $"t + duration('{hour}h')";
            return swapped ? $"{other} {op} {side}" : $"{side} {op} {other}";
        });

    private static readonly Gen<string> _condition = Gen.Int[0, 3].SelectMany(Condition);

    [Fact]
    public void NextChange_AnyCondition_IsTheFirstInstantOfAnotherAnswer() => Gen.Select(_condition, Gen.Int[-6, 6], Gen.Int[-6, 6].Array[0, 3]).Sample(
        (text, hour, times) =>
        {
            var expression = Compiled(text);
            var next = expression.NextChange(Variables(hour, times, _start));
            var isTrue = IsTrue(expression, hour, times, _start);

            // All changes are at whole hours, or one tick later, which is rounded up to a microsecond.
            for (var at = _start; at < _start.AddDays(2); at = at.AddMinutes(30))
            {
                foreach (var instant in new[] { at, at.AddMicroseconds(1) })
                {
                    if (next is null || instant < next)
                    {
                        Assert.True(isTrue == IsTrue(expression, hour, times, instant), $"{text} changes at {instant:O}, not {next:O}");
                    }
                }
            }

            if (next is { } change)
            {
                Assert.True(isTrue != IsTrue(expression, hour, times, change), $"{text} does not change at {change:O}");
            }
        },
        iter: 20_000);

    [Theory]
    [InlineData("now < timestamp('2026-01-02T00:00:00Z')", "2026-01-02T00:00:00Z")]
    [InlineData("now <= timestamp('2026-01-02T00:00:00Z')", "2026-01-02T00:00:00.000001Z")]
    [InlineData("timestamp('2026-01-02T00:00:00Z') <= now", "2026-01-02T00:00:00Z")]
    [InlineData("timestamp('2026-01-08T00:00:00Z') - now < duration('24h')", "2026-01-07T00:00:00.000001Z")]
    [InlineData("now - timestamp('2025-12-31T00:00:00Z') >= duration('72h')", "2026-01-03T00:00:00Z")]
    [InlineData("times.exists(each, each < now)", "2026-01-01T03:00:00.000001Z")]
    [InlineData("now > timestamp('2026-01-02T00:00:00Z') || true", null)]
    [InlineData("now > timestamp('2025-01-02T00:00:00Z')", null)]
    [InlineData("false && now > timestamp('2026-01-02T00:00:00Z')", null)]
    [InlineData("now > t", null)]
    [InlineData("now - timestamp('0001-01-01T00:00:00Z') < duration('87655000h')", null)]
    public void NextChange_Condition_IsKnown(string text, string? expected)
    {
        var expression = Compiled(text);
        var next = expression.NextChange(Value.Null, Value.ListOf([Hour(3), Hour(5)]), Value.From(_start));
        Assert.Equal(expected, next is { } instant ? Rfc3339.Format(instant) : null);
    }

    [Theory]
    [InlineData("now == t", 1)]
    [InlineData("now", 1)]
    [InlineData("now.getFullYear() == 2026", 1)]
    [InlineData("t < t + (now - duration('1h') - now)", 33)]
    [InlineData("now < now + duration('1h')", 1)]
    [InlineData("now - t < t - now", 1)]
    [InlineData("[now].exists(i, i < t)", 2)]
    [InlineData("now < (now.getDate() == 1 ? t : t + duration('1h'))", 8)]
    [InlineData("string(now) < 'a'", 8)]
    public void Compile_NowElsewhere_IsRefused(string text, int column)
    {
        var errors = Expression.Compile(text, _environment).Errors;
        Assert.Contains(errors, e => e.Reason == ExpressionReasons.ClockMisuse && e.Column == column);
        Assert.Contains("now >= identity.startDate", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_NowWithinASum_IsTaken() => Assert.True(Compiled("t < t + (now - t) + duration('1h')").ReadsClock);

    [Fact]
    public void Compile_MacroVariableNamedNow_IsNotTheClock() =>
        Assert.False(Compiled("times.exists(now, now == t)").ReadsClock);

    [Fact]
    public void Evaluate_NowUndeclared_IsUnknown() =>
        Assert.Equal(ExpressionReasons.UnknownVariable, Expression.Compile("now < n", Evaluating.Environment).Errors[0].Reason);

    private static Gen<string> Condition(int depth) => depth == 0 ? _comparison : Gen.OneOf(
        _comparison,
        Gen.OneOf("true", "false", "times.exists(each, each <= now)", "times.all(each, now < each)", "times.filter(each, now < each).size() > 1"),
        Condition(depth - 1).Select(c => $"!({c})"),
        Gen.Select(Condition(depth - 1), Gen.OneOf("&&", "||", "=="), Condition(depth - 1), (l, op, r) => $"({l}) {op} ({r})"),
        Gen.Select(Condition(depth - 1), Condition(depth - 1), Condition(depth - 1), (c, t, f) => $"({c}) ? ({t}) : ({f})"));

    private static Expression Compiled(string text)
    {
        var compilation = Expression.Compile(text, _environment, ExpressionType.Bool);
        Assert.True(compilation.Expression is not null, $"{text}: {string.Join("; ", compilation.Errors)}");
        return compilation.Expression;
    }

    private static bool IsTrue(Expression expression, int hour, int[] times, DateTimeOffset now) => expression.Evaluate(Variables(hour, times, now)).IsTrue;

    private static Value[] Variables(int hour, int[] times, DateTimeOffset now) =>
        [Hour(hour), Value.ListOf([.. times.Select(Hour)]), Value.From(now)];

    private static Value Hour(int hour) => Value.From(_start.AddHours(hour));
}
