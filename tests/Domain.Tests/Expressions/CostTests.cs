using System.Diagnostics;
using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Expressions;

/// <summary>Expressions that would take very much time or memory without a budget.</summary>
public sealed class CostTests
{
    private const string Ten = "[0,1,2,3,4,5,6,7,8,9]";

    [Theory]
    [InlineData(Ten + ".all(a, " + Ten + ".all(b, " + Ten + ".all(c, " + Ten + ".all(d, " + Ten + ".all(e, " + Ten + ".all(f, a >= 0))))))")]
    [InlineData(Ten + ".map(a, " + Ten + ".map(b, " + Ten + ".map(c, " + Ten + ".map(d, " + Ten + ".map(e, " + Ten + "))))).size() == 1 || true")]
    public void Evaluate_NestedLoops_ExceedsCost(string text) => AssertExceeds(text);

    [Fact]
    public void Evaluate_DoublingString_ExceedsCost() => AssertExceeds(Doubling("['aaaaaaaaaaaaaaaa']", "i + i", 40) + "[0].size() > 0");

    [Fact]
    public void Evaluate_DoublingStringByReplace_ExceedsCost() => AssertExceeds(Doubling("['aaaaaaaaaaaaaaaa']", "i.replace('a', i)", 10) + "[0].size() > 0");

    [Fact]
    public void Evaluate_DoublingStringByJoin_ExceedsCost() => AssertExceeds(Doubling("['aaaaaaaaaaaaaaaa']", "i.split('').join(i)", 10) + "[0].size() > 0");

    [Theory]
    [InlineData("'%s%s'.format([i, i])")]
    [InlineData("strings.quote(i + i)")]
    [InlineData("optional.of(i).optMap(v, v + v).value()")]
    public void Evaluate_DoublingStringByOtherMeans_ExceedsCost(string body) =>
        AssertExceeds(Doubling("['aaaaaaaaaaaaaaaa']", body, 40) + "[0].size() > 0");

    [Theory]
    [InlineData("")]
    [InlineData(".map(i, '%s'.format([i]).size())")]
    [InlineData(".map(i, i == i)")]
    public void Evaluate_SharedOptional_ExceedsCost(string use) => AssertExceeds(Doubling("[1]", "optional.of([i, i])", 40) + use);

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^(a*)*b$")]
    public void Evaluate_PatternThatBacktracksElsewhere_IsLinear(string pattern)
    {
        var text = Value.From(new string('a', 20_000) + "!");
        var watch = Stopwatch.StartNew();
        var result = Evaluating.Compiled($"x.matches('{pattern}')").Evaluate(Evaluating.Sample, text, Value.From(1L));
        Assert.True(!result.IsError && !result.IsTrue, result.ErrorReason);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Evaluate_DoublingList_ExceedsCost() => AssertExceeds(Doubling("[[1]]", "i + i", 40) + ".size() > 0");

    [Fact]
    public void Evaluate_SharedListCompared_ExceedsCost()
    {
        var shared = Doubling("[1]", "[i, i]", 40);
        AssertExceeds($"{shared} == {shared}");
    }

    [Fact]
    public void Evaluate_SharedListAsResult_ExceedsCost() => AssertExceeds(Doubling("[1]", "[i, i]", 40));

    [Fact]
    public void Evaluate_SharedMapAsResult_ExceedsCost() => AssertExceeds(Doubling("[1]", "{'a': i, 'b': i}", 40));

    [Fact]
    public void Evaluate_ExceededCost_IsNotAbsorbed() => AssertExceeds(Doubling("['aaaaaaaaaaaaaaaa']", "i + i", 40) + "[0] == '' || true");

    [Fact]
    public void Evaluate_ManyDynamicPatterns_ExceedsCost() =>
        AssertExceeds($"{Ten}.all(a, {Ten}.all(b, {Ten}.all(c, !'x'.matches('(a|b|c){{1,9}}' + string(a + b + c)))))");

    [Fact]
    public void Evaluate_CostlyPatternOverLongText_ExceedsCost()
    {
        var text = Value.From(string.Concat(Enumerable.Repeat("abcd", 25_000)));
        var expression = Evaluating.Compiled("x.matches('(a.{200}b|c.{300}d)+z')");
        Assert.Equal(ExpressionReasons.CostExceeded, expression.Evaluate(Evaluating.Sample, text, Value.From(1L)).ErrorReason);
    }

    [Fact]
    public void Evaluate_WithinCost_Succeeds() => Assert.True(Evaluating.Run($"{Ten}.all(a, {Ten}.all(b, a + b < 19))").IsTrue);

    private static string Doubling(string start, string body, int times) =>
        start + string.Concat(Enumerable.Repeat($".map(i, {body})", times));

    private static void AssertExceeds(string text)
    {
        var watch = Stopwatch.StartNew();
        var result = Evaluating.Compiled(text).Evaluate(Evaluating.Sample, Value.Null, Value.From(1L));
        Assert.Equal(ExpressionReasons.CostExceeded, result.ErrorReason);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }
}
