using System.Collections.Immutable;
using System.Globalization;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>Splits a text into tokens (CEL language definition, "Syntax").</summary>
internal sealed class Lexer
{
    /// <summary>2^63: an int literal only behind a minus sign.</summary>
    public const string LowestIntegerDigits = "9223372036854775808";

    private static readonly string[] _symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    private readonly string _text;
    private int _offset;
    private int _line = 1;
    private int _lineStart;

    private Lexer(string text) => _text = text;

    private SourcePosition Position => new(_line, _offset - _lineStart + 1);

    /// <summary>The tokens; the last one is <see cref="TokenKind.End"/>.</summary>
    public static ImmutableArray<Token> Tokenize(string text)
    {
        var lexer = new Lexer(text);
        var tokens = ImmutableArray.CreateBuilder<Token>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens.ToImmutable();
    }

    private Token Next()
    {
        SkipBlanks();
        var current = Peek(0);
        if (_offset >= _text.Length)
        {
            return new(TokenKind.End, "", default, Position);
        }

        if (char.IsAsciiDigit(current) || (current == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return Number();
        }

        if (StringLiteral.StartsAt(_text, _offset))
        {
            return String();
        }

        return char.IsAsciiLetter(current) || current == '_' ? Identifier() : current == '`' ? QuotedIdentifier() : Symbol();
    }

    private char Peek(int ahead) => _offset + ahead < _text.Length ? _text[_offset + ahead] : '\0';

    private void SkipBlanks()
    {
        while (_offset < _text.Length)
        {
            if (Peek(0) is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                Advance(1);
            }
            else if (Peek(0) == '/' && Peek(1) == '/')
            {
                var end = _text.IndexOf('\n', _offset);
                _offset = end < 0 ? _text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private void Advance(int count)
    {
        for (; count > 0; count--)
        {
            if (_text[_offset++] == '\n')
            {
                _line++;
                _lineStart = _offset;
            }
        }
    }

    private string TakeWhile(Func<char, bool> belongs)
    {
        var start = _offset;
        while (_offset < _text.Length && belongs(_text[_offset]))
        {
            _offset++;
        }

        return _text[start.._offset];
    }

    private Token Identifier()
    {
        var position = Position;
        var name = TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return name switch
        {
            "true" => new(TokenKind.Literal, name, Value.From(true), position),
            "false" => new(TokenKind.Literal, name, Value.From(false), position),
            "null" => new(TokenKind.Literal, name, Value.Null, position),
            "in" => new(TokenKind.Symbol, name, default, position),
            _ => new(TokenKind.Identifier, name, default, position),
        };
    }

    /// <summary>A field whose name is no identifier, like <c>`cost-center`</c>.</summary>
    private Token QuotedIdentifier()
    {
        var position = Position;
        _offset++;
        var name = TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ' ');
        if (name.Length == 0 || Peek(0) != '`')
        {
            throw new SyntaxException("A quoted field name has letters, digits, '_', '-', '.', '/' and blanks, and ends with '`'.", position);
        }

        _offset++;
        return new(TokenKind.QuotedIdentifier, name, default, position);
    }

    private Token Symbol()
    {
        var symbol = Array.Find(_symbols, s => string.CompareOrdinal(_text, _offset, s, 0, s.Length) == 0)
            ?? throw new SyntaxException("This character has no meaning here.", Position);
        var token = new Token(TokenKind.Symbol, symbol, default, Position);
        _offset += symbol.Length;
        return token;
    }

    private Token String()
    {
        var position = Position;
        var value = StringLiteral.Read(_text, _offset, position, out var end);
        Advance(end - _offset);
        return new(TokenKind.Literal, "", value, position);
    }

    private Token Number()
    {
        var (position, start) = (Position, _offset);
        var value = Peek(0) == '0' && Peek(1) is 'x' or 'X' ? Hexadecimal(position) : Decimal(position);
        if (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_')
        {
            throw new SyntaxException("A number must not be followed by letters or digits.", position);
        }

        return new(TokenKind.Literal, _text[start.._offset], value, position);
    }

    private Value Hexadecimal(SourcePosition position)
    {
        _offset += 2;
        var digits = TakeWhile(char.IsAsciiHexDigit);
        if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
        {
            throw OutOfRange(position);
        }

        return TakeUnsignedSuffix() ? Value.From(bits) : bits <= long.MaxValue ? Value.From((long)bits) : throw OutOfRange(position);
    }

    private Value Decimal(SourcePosition position)
    {
        var start = _offset;
        TakeWhile(char.IsAsciiDigit);
        if (TakeFraction() | TakeExponent())
        {
            var number = double.Parse(_text.AsSpan(start, _offset - start), NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(number) ? Value.From(number) : throw OutOfRange(position);
        }

        var digits = _text[start.._offset];
        if (TakeUnsignedSuffix())
        {
            return ulong.TryParse(digits, CultureInfo.InvariantCulture, out var unsigned) ? Value.From(unsigned) : throw OutOfRange(position);
        }

        return long.TryParse(digits, CultureInfo.InvariantCulture, out var integer) ? Value.From(integer)
            : digits == LowestIntegerDigits ? Value.Null
            : throw OutOfRange(position);
    }

    private bool TakeFraction()
    {
        if (Peek(0) != '.' || !char.IsAsciiDigit(Peek(1)))
        {
            return false;
        }

        _offset++;
        TakeWhile(char.IsAsciiDigit);
        return true;
    }

    private bool TakeExponent()
    {
        var sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek(0) is not ('e' or 'E') || !char.IsAsciiDigit(Peek(1 + sign)))
        {
            return false;
        }

        _offset += 1 + sign;
        TakeWhile(char.IsAsciiDigit);
        return true;
    }

    private bool TakeUnsignedSuffix()
    {
        var found = Peek(0) is 'u' or 'U';
        _offset += found ? 1 : 0;
        return found;
    }

    private static SyntaxException OutOfRange(SourcePosition position) => new("The number is outside of the range of its type.", position);
}
