using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>The tokens of a text, one after the other.</summary>
internal sealed class TokenReader(ImmutableArray<Token> tokens)
{
    private int _index;

    public Token Current => tokens[_index];

    /// <summary>The token after the current one, which is not the last.</summary>
    public Token Next => tokens[_index + 1];

    public void Skip(int count = 1) => _index += count;

    /// <summary>Goes past a symbol if it is the current token.</summary>
    public bool Take(string symbol)
    {
        var found = Current.Is(symbol);
        _index += found ? 1 : 0;
        return found;
    }

    /// <exception cref="SyntaxException">The symbol is not the current token.</exception>
    public void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    public SyntaxException Unexpected(string wanted) => new($"Expected {wanted} but found {Current.Describe()}.", Current.Position);
}
