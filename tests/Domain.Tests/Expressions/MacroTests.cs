namespace Prov.Domain.Tests.Expressions;

public sealed class MacroTests
{
    [Theory]
    [InlineData("[1, 2].all(i, i > 0) && ![1, 2].all(i, i > 1) && [].all(i, i > 1)")]
    [InlineData("[1, 2].exists(i, i > 1) && ![1, 2].exists(i, i > 2) && ![].exists(i, true)")]
    [InlineData("[1, 2].exists_one(i, i > 1) && ![1, 2].exists_one(i, i > 0) && [1, 2].existsOne(i, i == 1)")]
    [InlineData("[1, 2].map(i, i * 2) == [2, 4] && [1, 2, 3].map(i, i > 1, i * 2) == [4, 6] && [].map(i, i) == []")]
    [InlineData("[1, 2, 3].filter(i, i != 2) == [1, 3] && identity.groups.filter(g, g.startsWith('s')) == ['staff']")]
    [InlineData("{'a': 1, 'b': 2}.all(k, k < 'c') && {'a': 1}.map(k, k) == ['a'] && identity.tags.exists(k, identity.tags[k] == 'BER')")]
    [InlineData("[[1, 2], [3]].map(i, i.map(j, j + 1)) == [[2, 3], [4]] && [1].all(i, [2].all(j, [3].all(k, i + j + k == 6)))")]
    [InlineData("[1, 2].all(n, n < 3) && n == 3")]
    [InlineData("[1].exists(i, [2].exists(i, i == 2) && i == 1)")]
    [InlineData("![0, 1].all(i, 1 / i > 1)")]
    [InlineData("[0, 1].exists(i, 1 / i == 1)")]
    [InlineData("has(identity.department) && !has(identity.title) && has(identity.tags.site) && !has(identity.tags.floor) && has({'a': null}.a)")]
    [InlineData("!has(identity.manager.mail) && identity.manager.mail == null && identity.title == null && identity.manager == null")]
    [InlineData("has(identity.`cost-center`) && identity.`cost-center` == '4711' && identity['cost-center'] == '4711' && identity['department'] == 'Sales'")]
    [InlineData("dyn(identity).department == 'Sales'")]
    public void Evaluate_Macro_GivesTrue(string text)
    {
        var result = Evaluating.Run(text);
        Assert.True(result.IsTrue, $"{text}: {result.ErrorReason} {result.ErrorMessage}");
    }

    [Theory]
    [InlineData("[0, 1].all(i, 1 / i == 1)", "DIVIDE_BY_ZERO")]
    [InlineData("[0, 1].exists(i, 1 / i == 2)", "DIVIDE_BY_ZERO")]
    [InlineData("[1, 0].exists_one(i, 1 / i == 1)", "DIVIDE_BY_ZERO")]
    [InlineData("[1, 0].map(i, 1 / i)", "DIVIDE_BY_ZERO")]
    [InlineData("[1, 0].filter(i, 1 / i == 1)", "DIVIDE_BY_ZERO")]
    [InlineData("[1, 0].map(i, 1 / i == 1, i)", "DIVIDE_BY_ZERO")]
    [InlineData("x.all(i, true)", "NO_MATCHING_OVERLOAD")]
    [InlineData("[x].all(i, i)", "NO_MATCHING_OVERLOAD")]
    [InlineData("has(x.a)", "NO_MATCHING_OVERLOAD")]
    [InlineData("dyn(identity).title", "NO_SUCH_KEY")]
    public void Evaluate_FailingMacro_GivesReason(string text, string reason) => Assert.Equal(reason, Evaluating.Run(text).ErrorReason);
}
