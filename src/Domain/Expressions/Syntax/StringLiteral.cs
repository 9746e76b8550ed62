using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>Reads string and bytes literals: raw, triple-quoted, with escapes (CEL language definition, "String and Bytes Values").</summary>
internal sealed class StringLiteral
{
    private readonly string _text;
    private readonly SourcePosition _position;
    private readonly StringBuilder _characters = new();
    private readonly List<byte> _bytes = [];
    private bool _isBytes;
    private bool _isRaw;
    private int _offset;

    private StringLiteral(string text, int offset, SourcePosition position)
    {
        _text = text;
        _offset = offset;
        _position = position;
    }

    /// <summary>True when a quote stands here, or behind a prefix such as <c>r</c>, <c>b</c> or <c>rb</c>.</summary>
    public static bool StartsAt(string text, int offset)
    {
        var quote = offset;
        while (quote < text.Length && quote < offset + 2 && text[quote] is 'r' or 'R' or 'b' or 'B')
        {
            quote++;
        }

        return quote < text.Length
            && text[quote] is '"' or '\''
            && (quote < offset + 2 || (text[offset] | 0x20) != (text[offset + 1] | 0x20));
    }

    /// <summary>Reads the literal at <paramref name="offset"/>, where <see cref="StartsAt"/> is true.</summary>
    public static Value Read(string text, int offset, SourcePosition position, out int end)
    {
        var literal = new StringLiteral(text, offset, position);
        var value = literal.Read();
        end = literal._offset;
        return value;
    }

    private Value Read()
    {
        for (; _text[_offset] is not ('"' or '\''); _offset++)
        {
            _isRaw |= _text[_offset] is 'r' or 'R';
            _isBytes |= _text[_offset] is 'b' or 'B';
        }

        var quote = new string(_text[_offset], 3);
        if (string.CompareOrdinal(_text, _offset, quote, 0, 3) != 0)
        {
            quote = quote[..1];
        }

        _offset += quote.Length;
        while (string.CompareOrdinal(_text, _offset, quote, 0, quote.Length) != 0)
        {
            ReadCharacter(quote.Length == 3);
        }

        _offset += quote.Length;
        return _isBytes ? Value.From(_bytes.ToImmutableArray()) : Value.From(_characters.ToString());
    }

    private void ReadCharacter(bool mayBreakLine)
    {
        if (_offset >= _text.Length || (!mayBreakLine && _text[_offset] is '\n' or '\r'))
        {
            throw new SyntaxException("The string has no end.", _position);
        }

        if (_text[_offset] == '\\' && !_isRaw)
        {
            _offset++;
            ReadEscape();
            return;
        }

        if (!Rune.TryGetRuneAt(_text, _offset, out var rune))
        {
            throw new SyntaxException("The text is no valid Unicode.", _position);
        }

        _offset += rune.Utf16SequenceLength;
        AppendRune(rune);
    }

    private void ReadEscape()
    {
        var escape = _offset < _text.Length ? _text[_offset++] : '\0';
        switch (escape)
        {
            case '\\' or '?' or '"' or '\'' or '`': AppendRune(new Rune(escape)); break;
            case 'a': AppendRune(new Rune('\a')); break;
            case 'b': AppendRune(new Rune('\b')); break;
            case 'f': AppendRune(new Rune('\f')); break;
            case 'n': AppendRune(new Rune('\n')); break;
            case 'r': AppendRune(new Rune('\r')); break;
            case 't': AppendRune(new Rune('\t')); break;
            case 'v': AppendRune(new Rune('\v')); break;
            case 'x' or 'X': AppendCode(Digits(2, 16)); break;
            case 'u' when !_isBytes: AppendCode(Digits(4, 16)); break;
            case 'U' when !_isBytes: AppendCode(Digits(8, 16)); break;
            case >= '0' and <= '3': _offset--; AppendCode(Digits(3, 8)); break;
            default: throw InvalidEscape();
        }
    }

    private uint Digits(int count, int radix)
    {
        uint number = 0;
        for (var end = _offset + count; _offset < end; _offset++)
        {
            var digit = _offset < _text.Length && char.IsAsciiHexDigit(_text[_offset])
                ? int.Parse(_text.AsSpan(_offset, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : radix;
            number = digit < radix ? unchecked((number * (uint)radix) + (uint)digit) : throw InvalidEscape();
        }

        return number;
    }

    private void AppendCode(uint code)
    {
        if (_isBytes)
        {
            _bytes.Add((byte)code);
        }
        else
        {
            AppendRune(Rune.IsValid(code) ? new Rune(code) : throw InvalidEscape());
        }
    }

    private void AppendRune(Rune rune)
    {
        if (!_isBytes)
        {
            _characters.Append(rune.ToString());
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        _bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private SyntaxException InvalidEscape() => new("The string has an escape that CEL does not know.", _position);
}
