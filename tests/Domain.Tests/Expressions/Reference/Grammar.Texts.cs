using System.Globalization;
using System.Numerics;
using System.Text;

namespace Prov.Domain.Tests.Expressions.Reference;

internal sealed partial class Grammar
{
    private static readonly UTF8Encoding _strict = new(false, true);

    private Phrase String(int depth)
    {
        switch (random.Next(12))
        {
            case 0: return Calculated('+', Of(Kind.String, depth), Of(Kind.String, depth));
            case 1: return Strict("string({0})", v => ToText(v[0]), Of(Pick([.. Kind.Scalars, Kind.Dyn]), depth));
            case 2: return Strict("{0}.charAt({1})", v => v[0] is string s && v[1] is long i ? Part(s, i, i + 1, atEnd: true) : Things.Failure, Of(Kind.String, depth), Of(Kind.Int, depth));
            case 3: return Strict("{0}.substring({1})", v => v[0] is string s && v[1] is long i ? Part(s, i, Things.Runes(s).Length) : Things.Failure, Of(Kind.String, depth), Of(Kind.Int, depth));
            case 4: return Strict("{0}.substring({1}, {2})", v => v is [string s, long i, long j] ? Part(s, i, j) : Things.Failure, Of(Kind.String, depth), Of(Kind.Int, depth), Of(Kind.Int, depth));
            case 5: return Strict("{0}.replace({1}, {2})", v => v is [string s, string old, string with] ? Replaced(s, old, with, long.MaxValue) : Things.Failure, Of(Kind.String, depth), Of(Kind.String, depth), Of(Kind.String, depth));
            case 6: return Strict("{0}.replace({1}, {2}, {3})", v => v is [string s, string old, string with, long most] ? Replaced(s, old, with, most < 0 ? long.MaxValue : most) : Things.Failure, Of(Kind.String, depth), Of(Kind.String, depth), Of(Kind.String, depth), Of(Kind.Int, depth));
            case 7: return Changed(depth);
            case 8: return Strict("{0}.join({1})", v => Joined((List<object>)v[0], (string)v[1]), Of(Kind.List(Kind.String), depth), Of(Kind.String, depth));
            case 9: return Strict("{0}.join()", v => Joined((List<object>)v[0], ""), Of(Kind.List(Kind.String), depth));
            case 10: return Strict("strings.quote({0})", v => v[0] is string s ? Escaped(s) : Things.Failure, Of(Kind.String, depth));
            default: return Formatted(depth);
        }
    }

    private Phrase Changed(int depth)
    {
        var (name, change) = Pick<(string, Func<string, string>)>(
            ("lowerAscii", s => Things.Text(Things.Runes(s).Select(c => c is >= 'A' and <= 'Z' ? c + 32 : c))),
            ("upperAscii", s => Things.Text(Things.Runes(s).Select(c => c is >= 'a' and <= 'z' ? c - 32 : c))),
            ("trim", s => s.Trim(' ', '\n', '\t', '\r')),
            ("reverse", s => Things.Text(Things.Runes(s).Reverse())));
        return Strict($"{{0}}.{name}()", v => v[0] is string s ? change(s) : Things.Failure, Of(Kind.String, depth));
    }

    private static object ToText(object value) => value switch
    {
        byte[] bytes => Decoded(bytes),
        string or bool or long or ulong or double or Instant or Period => Things.Written(value),
        _ => Things.Failure,
    };

    private static object Decoded(byte[] bytes)
    {
        try
        {
            return _strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Things.Failure;
        }
    }

    private static object Part(string text, long from, long to, bool atEnd = false)
    {
        var runes = Things.Runes(text);
        return from < 0 || from > runes.Length || to < from || (to > runes.Length && !atEnd)
            ? Things.Failure
            : Things.Text(runes.Skip((int)from).Take((int)(to - from)));
    }

    private static string Replaced(string text, string old, string with, long most)
    {
        if (old.Length == 0)
        {
            var runes = Things.Runes(text);
            var spread = string.Concat(runes.Select((r, i) => (i < most ? with : "") + char.ConvertFromUtf32(r)));
            return spread + (runes.Length < most ? with : "");
        }

        var place = most > 0 ? text.IndexOf(old, StringComparison.Ordinal) : -1;
        return place < 0 ? text : text[..place] + with + Replaced(text[(place + old.Length)..], old, with, most - 1);
    }

    private static object Joined(List<object> parts, string separator) =>
        parts.TrueForAll(p => p is string) ? string.Join(separator, parts) : Things.Failure;

    private static string Escaped(string text) =>
        "\"" + text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal) + "\"";

    private Phrase Formatted(int depth)
    {
        var (clause, kind, write) = Pick<(string, Kind, Func<object, string>)>(
            ("%s", Pick(Kind.Bool, Kind.Int, Kind.Uint, Kind.String, Kind.Bytes, Kind.Timestamp, Kind.Duration), Things.Written),
            ("%d", Pick(Kind.Int, Kind.Uint), Things.Written),
            ("%b", Kind.Int, v => v is long n ? n < 0 ? "-" + Binary((UInt128)(-(Int128)n)) : Binary((UInt128)n) : ""),
            ("%x", Kind.Uint, v => v is ulong n ? n.ToString("x", CultureInfo.InvariantCulture) : ""),
            ("%X", Kind.String, v => Convert.ToHexString(Encoding.UTF8.GetBytes((string)v))),
            ("%.2f", Kind.Uint, v => new BigInteger((double)(ulong)v) + ".00"));
        var parts = random.Next(6) == 0 ? [] : new[] { Of(kind, depth) };
        return Strict(
            $"'<{clause}%%>'.format([{string.Join(", ", parts.Select(p => p.Text))}])",
            v => v.Length == 0 ? Things.Failure : $"<{write(v[0])}%>",
            parts);
    }

    private static string Binary(UInt128 number) => number > 1 ? Binary(number / 2) + (number % 2 == 1 ? "1" : "0") : number == 1 ? "1" : "0";

    private Phrase Bytes(int depth) => random.Next(2) == 0
        ? Calculated('+', Of(Kind.Bytes, depth), Of(Kind.Bytes, depth))
        : Strict("bytes({0})", v => v[0] switch { byte[] b => b, string s => Encoding.UTF8.GetBytes(s), _ => Things.Failure }, Of(Pick(Kind.Bytes, Kind.String, Kind.Dyn), depth));

    private Phrase SplitText(int depth) => random.Next(2) == 0
        ? Strict("{0}.split({1})", v => v is [string s, string by] ? Split(s, by, long.MaxValue) : Things.Failure, Of(Kind.String, depth), Of(Kind.String, depth))
        : Strict("{0}.split({1}, {2})", v => v is [string s, string by, long most] ? Split(s, by, most < 0 ? long.MaxValue : most) : Things.Failure, Of(Kind.String, depth), Of(Kind.String, depth), Of(Kind.Int, depth));

    private static List<object> Split(string text, string separator, long most)
    {
        if (most == 0 || (separator.Length == 0 && text.Length == 0))
        {
            return [];
        }

        var length = separator.Length > 0 ? text.IndexOf(separator, StringComparison.Ordinal) : char.IsSurrogate(text[0]) ? 2 : 1;
        return length < 0 || most == 1 || (separator.Length == 0 && length == text.Length)
            ? [text]
            : [text[..length], .. Split(text[(length + separator.Length)..], separator, most - 1)];
    }
}
