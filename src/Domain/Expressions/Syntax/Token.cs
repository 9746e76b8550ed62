namespace Prov.Domain.Expressions.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    QuotedIdentifier,
    Literal,
    Symbol,
}

/// <summary>One word of the text.</summary>
/// <param name="Text">The text of an identifier or symbol (<c>in</c> is a symbol), and of a number as written.</param>
/// <param name="Value">Of a literal; null for a number that only fits after a minus sign.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Value Value, SourcePosition Position)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the text",
        TokenKind.Literal => "a literal",
        _ => $"'{Text}'",
    };
}
