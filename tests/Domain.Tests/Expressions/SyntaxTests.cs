using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Expressions;

public sealed class SyntaxTests
{
    [Theory]
    [InlineData("0x1F == 31 && 0xFu == 15u && -0x10 == -16 && 1e3 == 1000.0 && .5 == 0.5 && 1.5E-1 == 0.15 && 7U == 7u")]
    [InlineData("\"a'b\" == 'a\\'b' && '\\x41\\u0042\\U00000043\\104' == 'ABCD' && '\\a\\b\\f\\n\\r\\t\\v\\\\\\?\\\"\\`'.size() == 11")]
    [InlineData("r'\\n'.size() == 2 && R\"a\\\" == 'a\\\\' && '''a'b\n''' == 'a\\'b\\n' && \"\"\"a\"b\"\"\" == 'a\"b' && r'''\\''' == '\\\\'")]
    [InlineData("b'\\xff\\377a' == b'\\377\\xFFa' && b'ñ'.size() == 2 && rb'\\x' == b'\\\\x' && bR'\\x'.size() == 2 && ''''''.size() == 0")]
    [InlineData("1 + // comment\n 1 == 2 // end")]
    [InlineData("[1, 2,].size() == 2 && {'a': 1,}.size() == 1 && size([]) == 0 && size({}) == 0")]
    [InlineData("-1.0 < 0.0 && - 1 == -1 && 2 -1 == 1 && 2-1 == 1")]
    [InlineData("(true ? (false ? false : true) : false) && (false ? false : true ? true : false)")]
    [InlineData("1 < 2 == true && (1 < 2) == (2 < 3)")]
    public void Parse_Legal_IsUnderstood(string text)
    {
        var result = Evaluating.Run(text);
        Assert.True(result.IsTrue, $"{text}: {result.ErrorReason} {result.ErrorMessage}");
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("1 +", 1, 4)]
    [InlineData("1 2", 1, 3)]
    [InlineData("(1", 1, 3)]
    [InlineData("[1", 1, 3)]
    [InlineData("{1}", 1, 3)]
    [InlineData("size([1],)", 1, 10)]
    [InlineData("a.", 1, 3)]
    [InlineData("a.1", 1, 2)]
    [InlineData("true ? 1", 1, 9)]
    [InlineData("1 &\n& 2", 1, 3)]
    [InlineData("1\n + #", 2, 4)]
    [InlineData("'abc", 1, 1)]
    [InlineData("'a\nb'", 1, 1)]
    [InlineData("'\\q'", 1, 1)]
    [InlineData("'\\ud800'", 1, 1)]
    [InlineData("b'\\u0041'", 1, 1)]
    [InlineData("'\\x4'", 1, 1)]
    [InlineData("'\\400'", 1, 1)]
    [InlineData("9223372036854775808", 1, 1)]
    [InlineData("0xFFFFFFFFFFFFFFFF", 1, 1)]
    [InlineData("18446744073709551616u", 1, 1)]
    [InlineData("1e999", 1, 1)]
    [InlineData("1x", 1, 1)]
    [InlineData("package", 1, 1)]
    [InlineData("has(x)", 1, 1)]
    [InlineData("[1].all(1, true)", 1, 9)]
    [InlineData("Message{field: 1}", 1, 8)]
    [InlineData("identity.`a", 1, 10)]
    [InlineData("in", 1, 1)]
    [InlineData("true ? true ? 1 : 2 : 3", 1, 13)]
    public void Compile_Malformed_GivesSyntaxErrorWithPosition(string text, int line, int column)
    {
        var error = Assert.Single(Expression.Compile(text, Evaluating.Environment).Errors);
        Assert.Equal(ExpressionReasons.SyntaxError, error.Reason);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("!", "true", "")]
    [InlineData("-", "n", "")]
    [InlineData("n+(", "1", ")")]
    [InlineData("1+", "1", "")]
    [InlineData("size([", "1", "])")]
    [InlineData("true?1:", "1", "")]
    [InlineData("", "x", ".a")]
    [InlineData("", "x", "[0]")]
    [InlineData("", "x", ".map(i,i)")]
    public void Compile_Deep_IsTooLarge(string open, string core, string close)
    {
        var limits = new ExpressionLimits { MaxLength = 1_000_000, MaxNodes = 1_000_000, MaxDepth = 1_000_000 };
        var text = string.Concat(Enumerable.Repeat(open, 10_000)) + core + string.Concat(Enumerable.Repeat(close, 10_000));
        var error = Assert.Single(Expression.Compile(text, Evaluating.Environment, limits: limits).Errors);
        Assert.Equal(ExpressionReasons.ExpressionTooLarge, error.Reason);
    }

    [Fact]
    public void Compile_LongChainOfConditions_IsNotDeep()
    {
        var text = string.Join(" || ", Enumerable.Range(0, 500).Select(i => $"n == {i}"));
        Assert.True(Evaluating.Run(text).IsTrue);
    }

    [Fact]
    public void Compile_LongerThanLimit_IsTooLarge() => AssertTooLarge("'" + new string('a', 20_000) + "'");

    [Fact]
    public void Compile_MoreNodesThanLimit_IsTooLarge() => AssertTooLarge("[" + string.Join(',', Enumerable.Repeat("1", 5_000)) + "]");

    private static void AssertTooLarge(string text) =>
        Assert.Equal(ExpressionReasons.ExpressionTooLarge, Assert.Single(Expression.Compile(text, Evaluating.Environment).Errors).Reason);
}
