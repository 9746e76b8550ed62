using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Prov.Domain.Expressions.Evaluation;

namespace Prov.Domain.Expressions.Functions;

/// <summary>
/// <c>format()</c> of the CEL strings extension: <c>%s %d %f %e %b %o %x %X</c> and <c>%%</c>; <c>%f</c> and <c>%e</c> take a precision.
/// </summary>
internal static class TextFormat
{
    private const int DefaultPrecision = 6;
    private const int MaxPrecision = 100;

    private static readonly Fault _invalidClause = Fault.Invalid("format() knows %s, %d, %f, %e, %b, %o, %x, %X and %%, and a precision up to .100.");
    private static readonly Fault _tooFew = Fault.Invalid("format() has fewer values than the text has clauses.");
    private static readonly Fault _unfit = Fault.NoMatchingOverload("A clause of format()");

    public static Value Format(in Arguments arguments, ref Frame frame)
    {
        var (text, values, next) = (arguments[0].AsString(), arguments[1].AsList(), 0);
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
            }
            else if (text.AsSpan(i + 1).StartsWith("%"))
            {
                result.Append(text[++i]);
            }
            else if (!TryReadClause(text, ref i, out var clause, out var precision))
            {
                return frame.Fail(_invalidClause);
            }
            else if (next == values.Length)
            {
                return frame.Fail(_tooFew);
            }
            else if (!TryAppend(clause, precision, values[next++], result, ref frame))
            {
                return default;
            }
        }

        return frame.Charge(result.Length / Cost.UnitsPerStep) ? Value.From(result.ToString()) : default;
    }

    /// <param name="index">Of the percent sign; then of the clause's letter.</param>
    private static bool TryReadClause(string text, ref int index, out char clause, out int precision)
    {
        (clause, precision) = ('\0', DefaultPrecision);
        index++;
        if (index < text.Length && text[index] == '.')
        {
            var start = ++index;
            while (index < text.Length && char.IsAsciiDigit(text[index]))
            {
                index++;
            }

            if (!int.TryParse(text.AsSpan(start, index - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision) || precision > MaxPrecision)
            {
                return false;
            }
        }

        clause = index < text.Length ? text[index] : '\0';
        return clause is 's' or 'd' or 'f' or 'e' or 'b' or 'o' or 'x' or 'X';
    }

    private static bool TryAppend(char clause, int precision, Value value, StringBuilder result, ref Frame frame)
    {
        // What a value holds is charged before it is written out: a small list can hold one text many times.
        if (!Cost.ChargeWhole(value, ref frame))
        {
            return false;
        }

        var text = clause switch
        {
            's' => NumberText.OfAny(value),
            'd' => value.IsNumber ? NumberText.OfAny(value) : null,
            'f' => NumberText.Fixed(value, precision),
            'e' => NumberText.Scientific(value, precision),
            'b' => value.Kind == ValueKind.Boolean ? (value.AsBoolean() ? "1" : "0") : NumberText.InBase(value, 2),
            'o' => NumberText.InBase(value, 8),
            _ => Hexadecimal(value, clause == 'X'),
        };
        if (text is null)
        {
            frame.Fail(_unfit);
            return false;
        }

        result.Append(text);
        return true;
    }

    private static string? Hexadecimal(Value value, bool isUpper)
    {
        var text = value.Kind switch
        {
            ValueKind.String => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.AsString())),
            ValueKind.Bytes => Convert.ToHexStringLower(value.AsBytes().AsSpan()),
            _ => NumberText.InBase(value, 16),
        };
        return isUpper ? text?.ToUpperInvariant() : text;
    }
}
