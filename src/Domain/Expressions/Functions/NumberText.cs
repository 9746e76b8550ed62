using System.Globalization;
using System.Numerics;
using System.Text;

namespace Prov.Domain.Expressions.Functions;

/// <summary>Values as <c>format()</c> writes them. Each gives null for a value that it does not take.</summary>
internal static class NumberText
{
    /// <summary>Any value but an optional: numbers without exponent, lists and maps in brackets, maps in order of their keys' texts.</summary>
    public static string? OfAny(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Double => Plain(value.AsDouble()),
        ValueKind.Bytes => Encoding.UTF8.GetString(value.AsBytes().AsSpan()),
        ValueKind.List => Joined(value.AsList().Select(OfAny), "[", "]"),
        ValueKind.Map => Joined(
            value.Entries()
                .Select(e => (Key: OfAny(e.Key), Value: OfAny(e.Value)))
                .OrderBy(e => e.Key, StringComparer.Ordinal)
                .Select(e => e.Value is null ? null : $"{e.Key}: {e.Value}"),
            "{",
            "}"),
        ValueKind.Optional => null,
        _ => value.ToString(),
    };

    public static string? Fixed(Value value, int precision) => Double(value) is { } number
        ? double.IsFinite(number) ? number.ToString($"F{precision}", CultureInfo.InvariantCulture) : NotFinite(number)
        : null;

    /// <summary>With an exponent of at least two digits.</summary>
    public static string? Scientific(Value value, int precision)
    {
        if (Double(value) is not { } number || !double.IsFinite(number))
        {
            return Double(value) is { } other ? NotFinite(other) : null;
        }

        var text = number.ToString($"e{precision}", CultureInfo.InvariantCulture);
        return text[^3] == '0' ? text.Remove(text.Length - 3, 1) : text;
    }

    /// <summary>An integer in base 2, 8 or 16; a negative one with a minus sign.</summary>
    public static string? InBase(Value value, int radix)
    {
        BigInteger number;
        switch (value.Kind)
        {
            case ValueKind.Integer: number = value.AsInteger(); break;
            case ValueKind.UnsignedInteger: number = value.AsUnsignedInteger(); break;
            default: return null;
        }

        var digits = new StringBuilder();
        for (var rest = BigInteger.Abs(number); rest > 0 || digits.Length == 0; rest /= radix)
        {
            digits.Insert(0, "0123456789abcdef"[(int)(rest % radix)]);
        }

        return number < 0 ? "-" + digits : digits.ToString();
    }

    private static string? Joined(IEnumerable<string?> parts, string open, string close)
    {
        var all = parts.ToList();
        return all.Contains(null) ? null : open + string.Join(", ", all) + close;
    }

    private static double? Double(Value value) => value.Kind switch
    {
        ValueKind.Double => value.AsDouble(),
        ValueKind.Integer => value.AsInteger(),
        ValueKind.UnsignedInteger => value.AsUnsignedInteger(),
        _ => null,
    };

    private static string NotFinite(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";

    /// <summary>The shortest text that reads back as the number, without exponent.</summary>
    private static string Plain(double number)
    {
        if (!double.IsFinite(number))
        {
            return NotFinite(number);
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0 ? text : Shifted(text[..exponent], int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    /// <summary>A number like <c>-1.25</c> with its point moved to the right, or to the left when <paramref name="places"/> is negative.</summary>
    private static string Shifted(string mantissa, int places)
    {
        var sign = mantissa[0] == '-' ? "-" : "";
        var digits = mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        return places < 0
            ? $"{sign}0.{new string('0', -places - 1)}{digits}"
            : sign + digits.PadRight(places + 1, '0').Insert(places + 1, digits.Length > places + 1 ? "." : "");
    }
}
