using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Expressions;

public sealed class CheckerTests
{
    [Theory]
    [InlineData("identity.departmnet == 'a'", "UNKNOWN_ATTRIBUTE", "'department'")]
    [InlineData("has(identity.nothing)", "UNKNOWN_ATTRIBUTE", "no attribute 'nothing'")]
    [InlineData("identity['titel']", "UNKNOWN_ATTRIBUTE", "'title'")]
    [InlineData("identity.manager.mial", "UNKNOWN_ATTRIBUTE", "'mail'")]
    [InlineData("identty.title", "UNKNOWN_VARIABLE", "'identity'")]
    [InlineData("[1].all(i, j > 0)", "UNKNOWN_VARIABLE", "'j'")]
    [InlineData("'a'.startWith('a')", "UNKNOWN_FUNCTION", "'startsWith'")]
    [InlineData("[1].all()", "UNKNOWN_FUNCTION", "'all'")]
    [InlineData("'a' + 1", "TYPE_MISMATCH", "string and int")]
    [InlineData("1 + 1u", "TYPE_MISMATCH", "int and uint")]
    [InlineData("1.0 % 2.0", "TYPE_MISMATCH", "double")]
    [InlineData("1 == 'a'", "TYPE_MISMATCH", "int and string")]
    [InlineData("identity.level < 'a'", "TYPE_MISMATCH", "int and string")]
    [InlineData("[1] < [2]", "TYPE_MISMATCH", "list(int)")]
    [InlineData("null < 1", "TYPE_MISMATCH", "null_type")]
    [InlineData("1 in ['a']", "TYPE_MISMATCH", "list(string)")]
    [InlineData("'a' in 'abc'", "TYPE_MISMATCH", "string")]
    [InlineData("!1", "TYPE_MISMATCH", "'!'")]
    [InlineData("-'a'", "TYPE_MISMATCH", "'-'")]
    [InlineData("1 && true", "TYPE_MISMATCH", "needs bool")]
    [InlineData("1 ? 2 : 3", "TYPE_MISMATCH", "needs bool")]
    [InlineData("true ? 1 : 'a'", "TYPE_MISMATCH", "dyn()")]
    [InlineData("size(1)", "TYPE_MISMATCH", "size(string)")]
    [InlineData("'a'.size(1)", "TYPE_MISMATCH", "string.size(int)")]
    [InlineData("contains('a', 'b')", "TYPE_MISMATCH", "string.contains(string)")]
    [InlineData("1.all(i, true)", "TYPE_MISMATCH", "all()")]
    [InlineData("identity.all(i, true)", "TYPE_MISMATCH", "all()")]
    [InlineData("[1].filter(i, i)", "TYPE_MISMATCH", "filter()")]
    [InlineData("[1].map(i, i, i)", "TYPE_MISMATCH", "map()")]
    [InlineData("{[1]: 1}", "TYPE_MISMATCH", "map key")]
    [InlineData("{1.0: 1}", "TYPE_MISMATCH", "map key")]
    [InlineData("1.field", "TYPE_MISMATCH", "no field")]
    [InlineData("[1]['a']", "TYPE_MISMATCH", "index")]
    [InlineData("identity[identity.title]", "TYPE_MISMATCH", "written out")]
    [InlineData("'a'.matches('(')", "INVALID_PATTERN", "invalid")]
    [InlineData("'a'.matches('(?=a)')", "INVALID_PATTERN", "linear")]
    [InlineData("'a'.matches('(a)\\\\1')", "INVALID_PATTERN", "linear")]
    [InlineData("'a'.matches('[[:alpha:]]')", "INVALID_PATTERN", "invalid")]
    [InlineData("'a'.matches('(?m)a$')", "INVALID_PATTERN", "invalid")]
    [InlineData("'a'.matches('((a{1,100}b){5}){9,}')", "INVALID_PATTERN", "repeats too much")]
    [InlineData("'a'.matches('a{99999999999}')", "INVALID_PATTERN", "invalid")]
    public void Compile_Wrong_GivesReasonAndHint(string text, string reason, string hint)
    {
        var error = Assert.Single(Expression.Compile(text, Evaluating.Environment).Errors);
        Assert.Equal(reason, error.Reason);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_ManyMistakes_GivesAllInOrder()
    {
        var errors = Expression.Compile("identity.a == 1 &&\n  foo(1) && 'a' + 1 == b", Evaluating.Environment).Errors;
        Assert.Equal(["UNKNOWN_ATTRIBUTE", "UNKNOWN_FUNCTION", "TYPE_MISMATCH", "UNKNOWN_VARIABLE"], errors.Select(e => e.Reason));
        Assert.Equal([(1, 9), (2, 3), (2, 17), (2, 24)], errors.Select(e => (e.Line, e.Column)));
    }

    [Theory]
    [InlineData("identity.department", "identity.department")]
    [InlineData("identity.department == 'a' || has(identity.title) && n > 1", "identity.department,identity.title,n")]
    [InlineData("identity == x", "identity,x")]
    [InlineData("identity.title == '' && dyn(identity) == x", "identity,identity.title,x")]
    [InlineData("dyn(identity) == x && identity.title == ''", "identity,identity.title,x")]
    [InlineData("identity.manager.mail", "identity.manager.mail")]
    [InlineData("identity.manager == null", "identity.manager")]
    [InlineData("identity.tags.site + identity['title'] + identity.`cost-center`", "identity.cost-center,identity.tags,identity.title")]
    [InlineData("identity.groups.exists(n, n == 'a')", "identity.groups")]
    [InlineData("x.a.b", "x")]
    [InlineData("1 + 1", "")]
    public void Inputs_Expression_AreWhatIsRead(string text, string inputs) =>
        Assert.Equal(inputs, string.Join(',', Evaluating.Compiled(text).Inputs));

    [Theory]
    [InlineData("1", "int")]
    [InlineData("[1, 2]", "list(int)")]
    [InlineData("[1, 'a']", "list(dyn)")]
    [InlineData("[]", "list(dyn)")]
    [InlineData("[null, 'a']", "list(string)")]
    [InlineData("{'a': [1u]}", "map(string, list(uint))")]
    [InlineData("identity.groups.map(g, g.size())", "list(int)")]
    [InlineData("identity.groups.filter(g, g != '')[0]", "string")]
    [InlineData("identity.tags.site", "string")]
    [InlineData("x + 1", "int")]
    [InlineData("x + x", "dyn")]
    [InlineData("x.a.b", "dyn")]
    [InlineData("identity.active ? null : 'a'", "string")]
    [InlineData("timestamp(x) - duration('1s')", "google.protobuf.Timestamp")]
    [InlineData("[1] + [2]", "list(int)")]
    [InlineData("[1] + ['a']", "list(dyn)")]
    [InlineData("type(1)", "type")]
    [InlineData("identity", "Identity")]
    public void ResultType_Expression_IsFound(string text, string type) => Assert.Equal(type, Evaluating.Compiled(text).ResultType.Name);

    [Fact]
    public void Compile_WrongResultType_IsMismatch() =>
        Assert.Equal("TYPE_MISMATCH", Assert.Single(Expression.Compile("1", Evaluating.Environment, ExpressionType.Bool).Errors).Reason);

    [Fact]
    public void Evaluate_DynamicResultOfWrongType_IsMismatch()
    {
        var expression = Evaluating.Compiled("x", ExpressionType.Bool);
        Assert.Equal("TYPE_MISMATCH", expression.Evaluate(Value.Null, Value.From(1L), Value.Null).ErrorReason);
        Assert.True(expression.Evaluate(Value.Null, Value.From(true), Value.Null).IsTrue);
        Assert.True(expression.Evaluate(Value.Null, Value.Null, Value.Null) is { IsError: false, IsTrue: false });
    }

    [Fact]
    public void Evaluate_WrongNumberOfVariables_IsError() =>
        Assert.Equal("INVALID_ARGUMENT", Evaluating.Compiled("1").Evaluate(Value.Null).ErrorReason);
}
