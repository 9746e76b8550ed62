using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Tests.Expressions;

/// <summary>
/// A comparison of an attribute with a literal is compiled in one piece. It means, fails and costs the same as the comparison of a value that
/// stands by itself, which is compiled in parts and held against the reference.
/// </summary>
public sealed class AttributeComparisonTests
{
    private static readonly Value[] _values =
    [
        Value.Null, Value.From(true), Value.From(2L), Value.From(3L), Value.From(4L), Value.From(3UL), Value.From(3.0), Value.From(double.NaN),
        Value.From(double.PositiveInfinity), Value.From(long.MinValue), Value.From("a"), Value.From("ab"), Value.From(new string('x', 400)),
        Value.From(ImmutableArray.Create<byte>(97)), Value.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), Value.From(TimeSpan.FromSeconds(3)),
        Value.ListOf(), Value.ListOf(["a"]), Value.ListOf(["b", "a"]), Value.ListOf(Value.From(3L), Value.From("a"), Value.Null), Value.ListOf(Value.ListOf(["a"])),
        Value.From(AttributeSet.Empty.Add("a", Value.From(1L))), Value.OptionalOf(Value.From("a")),
    ];

    private static readonly string[] _literals = ["3", "-9223372036854775808", "3u", "3.0", "'a'", "'ab'", "''", "true", "null", "b'a'"];

    public static TheoryData<string> Comparisons =>
    [
        .. from op in new[] { "==", "!=", "<", "<=", ">", ">=" } from literal in _literals select $"{{0}} {op} {literal}",
        .. from literal in _literals select $"{literal} in {{0}}",
    ];

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Evaluate_AttributeWithLiteral_AsTheValueByItself(string comparison)
    {
        foreach (var (form, budget) in from form in new[] { "{0}", "({0}) || false", "({0}) ? 1 : 2", "[1].exists(i, {0})" } from budget in new[] { 10_000L, 30, 10, 6, 4 } select (form, budget))
        {
            // To read an attribute costs one step more than to read a variable.
            var (attribute, alone) = (Compile(form, comparison, "thing.attribute", budget + 1), Compile(form, comparison, "value", budget));
            Assert.Equal(alone is null, attribute is null);
            if (attribute is not null)
            {
                Assert.All(_values, value => Assert.Equal(Outcome(alone!, value), Outcome(attribute, value)));
            }
        }
    }

    private static Expression? Compile(string form, string comparison, string operand, long budget)
    {
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, string.Format(System.Globalization.CultureInfo.InvariantCulture, comparison, operand));
        var thing = ExpressionType.Object("thing", new Dictionary<string, ExpressionType> { ["attribute"] = ExpressionType.Dyn });
        return Expression.Compile(
            text, new(new ExpressionVariable("thing", thing), new ExpressionVariable("value", ExpressionType.Dyn)), limits: new() { MaxCost = budget }).Expression;
    }

    private static (Value Value, string Reason) Outcome(Expression expression, Value value)
    {
        var result = expression.Evaluate(Value.From(AttributeSet.Empty.Add("attribute", value)), value);
        return (result.Value, result.ErrorReason);
    }
}
