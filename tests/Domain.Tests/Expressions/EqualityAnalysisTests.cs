using CsCheck;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;

namespace Prov.Domain.Tests.Expressions;

public sealed class EqualityAnalysisTests
{
    private static readonly Gen<string> _atom = Gen.OneOf(
        Gen.Select(Gen.OneOf("department", "title"), Gen.OneOf("'a'", "'b'", "'c'"), (n, v) => $"identity.{n} == {v}"),
        Gen.Select(Gen.OneOf("department", "title"), Gen.OneOf("['a', 'b']", "['c']", "[]"), (n, v) => $"identity.{n} in {v}"),
        Gen.OneOf(
            "'a' in identity.groups", "identity.groups.exists(g, g == 'b')", "identity.groups.exists(g, g.startsWith('a'))", "identity.active",
            "identity.level == 1", "identity.level == 2.0", "1u == identity.level", "identity.level < 2", "has(identity.title)", "identity.title == null",
            "identity.department != 'a'", "identity.department == identity.title", "true", "false", "1 / 0 == 1", "identity.rate == double('NaN')"));

    private static readonly Gen<Value> _identity = Gen.Select(
        Some(Gen.OneOf("a", "b", "c").Select(v => Value.From(v))),
        Some(Gen.OneOf("a", "b", "c").Select(v => Value.From(v))),
        Some(Gen.OneOf("a", "b").Array[0, 2].Select(v => Value.ListOf(v))),
        Some(Gen.Bool.Select(v => Value.From(v))),
        Some(Gen.Int[0, 2].Select(v => Value.From((long)v))),
        (department, title, groups, active, level) => Value.From(new Dictionary<string, Value>
        {
            ["department"] = department, ["title"] = title, ["groups"] = groups, ["active"] = active, ["level"] = level,
        }));

    [Fact]
    public void Of_AnyCondition_OneHoldsWhereItIsTrue() => Gen.Select(Gen.Int[0, 3].SelectMany(Text), _identity.Array[8]).Sample(
        (text, identities) =>
        {
            var expression = Evaluating.Compiled(text, ExpressionType.Bool);
            foreach (var identity in identities.Where(i => expression.Evaluate(i, Value.Null, Value.From(1L)).IsTrue))
            {
                Assert.All(EqualityAnalysis.Of(expression), set =>
                    Assert.True(set.Any(c => Holds(c, identity)), $"{text} is true of {identity}, but none of {string.Join(", ", set)} is"));
            }
        },
        iter: 20_000);

    [Theory]
    [InlineData("identity.department == 'Sales'", "identity.department Sales")]
    [InlineData("'Sales' == identity['department'] && identity.level > 3", "identity.department Sales")]
    [InlineData("identity.department in ['a', 'b', 'a']", "identity.department a, identity.department b")]
    [InlineData("identity.department in ['a', 'b'] && identity.title == 'x'", "identity.department a, identity.department b and identity.title x")]
    [InlineData("identity.department == 'a' || (identity.title == 'x' && identity.level > 3)", "identity.department a, identity.title x")]
    [InlineData("!(identity.department != 'a' || identity.level > 3)", "identity.department a")]
    [InlineData("'staff' in identity.groups", "identity.groups staff")]
    [InlineData("identity.groups.exists(g, 'staff' == g)", "identity.groups staff")]
    [InlineData("identity.active && !identity.active", "identity.active true and identity.active false")]
    [InlineData("identity.level == 1 + 2", "identity.level 3")]
    [InlineData("identity.department == 'Sales'.upperAscii()", "identity.department SALES")]
    [InlineData("identity.manager.mail == 'm'", "identity.manager.mail m")]
    [InlineData("false", "")]
    [InlineData("identity.department == 'a' || identity.level > 3", null)]
    [InlineData("identity.department != 'a'", null)]
    [InlineData("!('staff' in identity.groups)", null)]
    [InlineData("identity.department == null", null)]
    [InlineData("identity.department == identity.title", null)]
    [InlineData("identity.department.lowerAscii() == 'a'", null)]
    [InlineData("identity.groups.all(g, g == 'a')", null)]
    [InlineData("true", null)]
    public void Of_Condition_GivesItsEqualities(string text, string? expected)
    {
        var sets = EqualityAnalysis.Of(Evaluating.Compiled(text, ExpressionType.Bool)).Select(s => string.Join(", ", s.Select(c => $"{c.Path} {c.Value}")));
        Assert.Equal(expected?.Split(" and ") ?? [], sets);
    }

    private static Gen<string> Text(int depth) => depth == 0 ? _atom : Gen.OneOf(
        _atom,
        Text(depth - 1).Select(t => $"!({t})"),
        Gen.Select(Text(depth - 1), Gen.OneOf("&&", "||"), Text(depth - 1), (l, op, r) => $"({l}) {op} ({r})"));

    private static Gen<Value> Some(Gen<Value> gen) => Gen.OneOf(gen, gen, Gen.Const(Value.Null));

    private static bool Holds(EqualityCondition condition, Value identity) =>
        identity.TryGetEntry(condition.Path["identity.".Length..], out var value) && value.AsValues().Contains(condition.Value);
}
