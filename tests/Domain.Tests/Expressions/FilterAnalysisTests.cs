using CsCheck;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Tests.Expressions;

public sealed class FilterAnalysisTests
{
    private static readonly Gen<string> _condition = Gen.OneOf(
        Gen.Select(
            Gen.OneOf("identity.level", "identity.rate", "2", "2.5", "2u", "n"),
            Gen.OneOf("<", "<=", ">", ">=", "==", "!="),
            Gen.OneOf("identity.level", "identity.rate", "2", "double('NaN')", "1 + 1"),
            (left, op, right) => $"{left} {op} {right}"),
        Gen.Select(Gen.OneOf("identity.department", "identity.title"), Gen.OneOf("==", "!=", "<"), Gen.OneOf("'Sales'", "'a' + 'b'"), (l, op, r) => $"{l} {op} {r}"),
        Gen.OneOf(
            "identity.active", "identity.active == true", "true", "false", "has(identity.title)", "has(identity.tags.site)", "identity.title == null",
            "null != identity.department", "identity.department in ['Sales', 'ab']", "identity.title in [null]", "identity.level in [2, 2.5]",
            "identity.department.startsWith('Sa')", "identity.title.startsWith('')", "identity.department.endsWith('es')", "'staff' in identity.groups", "identity.groups.exists(g, 'emea' == g)",
            "1 / identity.level == 1", "has(identity.manager.mail)", "identity.manager.mail == 'm'", "identity.startDate < timestamp('2024-06-01')",
            "identity['cost-center'] >= '2'"));

    private static readonly Gen<string> _text = Gen.Int[0, 3].SelectMany(Text);

    private static readonly Gen<Value> _identity = Gen.Select(
        Optional(Gen.OneOf("Sales", "ab", "Z").Select(v => Value.From(v))),
        Optional(Gen.Int[0, 3].Select(v => Value.From((long)v))),
        Optional(Gen.OneOf(1d, 2d, 2.5, double.NaN).Select(v => Value.From(v))),
        Optional(Gen.Bool.Select(v => Value.From(v))),
        Optional(Gen.OneOf(2024, 2025).Select(v => Value.From(new DateTimeOffset(v, 1, 1, 0, 0, 0, TimeSpan.Zero)))),
        Optional(Gen.Const(Value.From(new Dictionary<string, Value> { ["mail"] = Value.From("m") }))),
        Optional(Gen.OneOf("staff", "emea").Array[0, 2].Select(v => Value.ListOf(v))),
        Identity);

    [Fact]
    public void ToFilter_AnyCondition_HoldsWhereTheExpressionIsTrue() => Gen.Select(_text, _identity.Array[8]).Sample(
        (text, identities) =>
        {
            var expression = Evaluating.Compiled(text);
            var filter = FilterAnalysis.ToFilter(expression, new Dictionary<string, Value> { ["n"] = Value.From(3L) });
            foreach (var identity in filter is null ? [] : identities)
            {
                var isTrue = expression.Evaluate(identity, Value.Null, Value.From(3L)).IsTrue;
                var holds = Holds(filter!.Term, identity);
                Assert.True(filter.IsExact ? holds == isTrue : holds || !isTrue, $"{text} of {identity}: {isTrue}, but {filter} {holds}");
            }
        },
        iter: 20_000);

    [Theory]
    [InlineData("identity.department == 'Sales' && !(identity.level < 2)", true)]
    [InlineData("identity.department == 'Sales' && identity.groups.exists(g, g < 'a')", false)]
    [InlineData("identity.department == 'Sales' && identity.groups.exists(g, g == 'a')", true)]
    [InlineData("identity.department in ['a', 'b'] || identity.title.startsWith('Dr')", true)]
    [InlineData("3 < n && has(identity.title)", true)]
    [InlineData("identity.startDate <= timestamp('2024-01-01') + duration('24h')", true)]
    public void ToFilter_Pushable_IsPushed(string text, bool isExact) =>
        Assert.Equal(isExact, FilterAnalysis.ToFilter(Evaluating.Compiled(text))?.IsExact);

    [Theory]
    [InlineData("identity.department == 'Sales' || identity.groups.exists(g, g < 'a')")]
    [InlineData("!(identity.rate < 2.0)")]
    [InlineData("identity.department == identity.title")]
    [InlineData("identity.groups == ['a']")]
    [InlineData("identity.department.lower() == 'sales'")]
    [InlineData("x == 1")]
    [InlineData("identity.level == 1 / 0")]
    [InlineData("identity.tags.site == 'BER'")]
    public void ToFilter_NotPushable_IsNull(string text) => Assert.Null(FilterAnalysis.ToFilter(Evaluating.Compiled(text)));

    [Fact]
    public void ToFilter_KnownVariable_IsConstant()
    {
        var known = new Dictionary<string, Value> { ["n"] = Value.From(5L) };
        var filter = FilterAnalysis.ToFilter(Evaluating.Compiled("n + 1 > identity.level"), known);
        Assert.Equal(new CompareTerm("identity.level", BinaryOperator.Less, Value.From(6L)), filter?.Term);
    }

    private static Gen<string> Text(int depth) => depth == 0 ? _condition : Gen.OneOf(
        _condition,
        Text(depth - 1).Select(t => $"!({t})"),
        Gen.Select(Text(depth - 1), Gen.OneOf("&&", "||"), Text(depth - 1), (l, op, r) => $"({l}) {op} ({r})"));

    private static Gen<Value?> Optional(Gen<Value> gen) =>
        Gen.OneOf(gen.Select(v => (Value?)v), Gen.Const((Value?)null), Gen.Const((Value?)Value.Null));

    private static Value Identity(Value? department, Value? level, Value? rate, Value? active, Value? start, Value? manager, Value? groups)
    {
        (string Name, Value? Value)[] attributes =
        [
            ("department", department), ("title", department), ("level", level), ("rate", rate), ("active", active), ("startDate", start),
            ("manager", manager), ("groups", groups), ("cost-center", Value.From("4711")),
        ];
        return Value.From(attributes.Where(a => a.Value is not null).ToDictionary(a => a.Name, a => a.Value!.Value));
    }

    /// <summary>The algebra as its comments define it.</summary>
    private static bool Holds(FilterTerm term, Value identity) => term switch
    {
        AndTerm t => t.Terms.All(p => Holds(p, identity)),
        OrTerm t => t.Terms.Any(p => Holds(p, identity)),
        NotTerm t => !Holds(t.Term, identity),
        ExistsTerm t => !Read(t.Path, identity).IsNull,
        InTerm t => Read(t.Path, identity) is { IsNull: false } v && t.Values.Contains(v),
        ContainsTerm t => Read(t.Path, identity) is { IsNull: false } v && v.AsList().Contains(t.Value),
        StartsWithTerm t => Read(t.Path, identity) is { IsNull: false } v && v.AsString().StartsWith(t.Text, StringComparison.Ordinal),
        CompareTerm t => Read(t.Path, identity) is { IsNull: false } v && Compare(t.Operator, v, t.Value),
        _ => throw new InvalidOperationException(),
    };

    private static Value Read(string path, Value identity) => path == "n"
        ? Value.From(3L)
        : path.Split('.').Skip(1).Aggregate(identity, (owner, name) => owner.TryGetEntry(name, out var value) ? value : Value.Null);

    private static bool Compare(BinaryOperator op, Value left, Value right)
    {
        var order = left.Kind switch
        {
            ValueKind.String => string.CompareOrdinal(left.AsString(), right.AsString()),
            ValueKind.Boolean => left.AsBoolean().CompareTo(right.AsBoolean()),
            ValueKind.Timestamp => left.AsTimestamp().CompareTo(right.AsTimestamp()),
            _ => NumericOrder.Compare(left, right),
        };
        return op switch
        {
            BinaryOperator.Equal => order == 0,
            BinaryOperator.Less => order < 0,
            BinaryOperator.LessOrEqual => order <= 0,
            BinaryOperator.Greater => order > 0,
            BinaryOperator.GreaterOrEqual => order >= 0,
            _ => throw new InvalidOperationException(),
        };
    }
}
