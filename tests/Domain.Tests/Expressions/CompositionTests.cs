using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Expressions;

public class CompositionTests
{
    [Theory]
    [InlineData("Jose", "Jose")]
    [InlineData("Jose\u0301", "Jos\u00e9")]
    [InlineData("a\u0323\u0302", "\u1ead")]
    [InlineData("\u0438\u0306", "\u0439")]
    [InlineData("\u03b1\u0301", "\u03ac")]
    [InlineData("q\u0301", "q\u0301")]
    [InlineData("\u0301a", "\u0301a")]
    [InlineData("\u6f22", "\u6f22")]
    [InlineData("", "")]
    public void Compose_Text_IsInNormalFormC(string text, string expected) => Assert.Equal(expected, Composition.Compose(text));
}
