namespace Prov.Domain.Expressions.Syntax;

/// <summary>Ends lexing and parsing at the first error; never leaves <see cref="Expression.Compile"/>.</summary>
internal sealed class SyntaxException(string reason, string message, SourcePosition position) : Exception(message)
{
    public SyntaxException(string message, SourcePosition position)
        : this(ExpressionReasons.SyntaxError, message, position)
    {
    }

    public static SyntaxException TooLarge(string message, SourcePosition position) =>
        new(ExpressionReasons.ExpressionTooLarge, message, position);

    public ExpressionError Error => new(reason, Message, position.Line, position.Column);
}
