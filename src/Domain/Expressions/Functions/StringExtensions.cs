using System.Collections.Immutable;
using System.Text;
using Prov.Domain.Expressions.Evaluation;
using static Prov.Domain.Expressions.ExpressionType;

namespace Prov.Domain.Expressions.Functions;

/// <summary>The functions of the CEL strings extension, and <c>lower</c> and <c>upper</c>. Indexes count code points.</summary>
internal static class StringExtensions
{
    private static readonly ExpressionType _string = ExpressionType.String;

    public static ImmutableArray<Overload> All { get; } =
    [
        Change("lowerAscii", text => Ascii(text, char.IsAsciiLetterUpper)),
        Change("upperAscii", text => Ascii(text, char.IsAsciiLetterLower)),
        Change("lower", text => text.ToLowerInvariant()),
        Change("upper", text => text.ToUpperInvariant()),
        Change("trim", text => text.Trim()),
        Change("reverse", Reverse),
        Overload.Function("strings.quote", [_string], _string, Quote),
        Overload.Receiver("format", [_string, List(Dyn)], _string, TextFormat.Format),
        Overload.Receiver("charAt", [_string, Int], _string, CharAt),
        Overload.Receiver("substring", [_string, Int], _string, (in a, ref f) => Substring(a[0], a[1], null, ref f)),
        Overload.Receiver("substring", [_string, Int, Int], _string, (in a, ref f) => Substring(a[0], a[1], a[2].AsInteger(), ref f)),
        Overload.Receiver("indexOf", [_string, _string], Int, (in a, ref f) => IndexOf(a[0], a[1], 0, ref f)),
        Overload.Receiver("indexOf", [_string, _string, Int], Int, (in a, ref f) => IndexOf(a[0], a[1], a[2].AsInteger(), ref f)),
        Overload.Receiver("lastIndexOf", [_string, _string], Int, (in a, ref f) => LastIndexOf(a[0], a[1], null, ref f)),
        Overload.Receiver("lastIndexOf", [_string, _string, Int], Int, (in a, ref f) => LastIndexOf(a[0], a[1], a[2].AsInteger(), ref f)),
        Overload.Receiver("replace", [_string, _string, _string], _string, (in a, ref f) => Replace(in a, -1, ref f)),
        Overload.Receiver("replace", [_string, _string, _string, Int], _string, (in a, ref f) => Replace(in a, a[3].AsInteger(), ref f)),
        Overload.Receiver("split", [_string, _string], List(_string), (in a, ref f) => Split(in a, -1, ref f)),
        Overload.Receiver("split", [_string, _string, Int], List(_string), (in a, ref f) => Split(in a, a[2].AsInteger(), ref f)),
        Overload.Receiver("join", [List(_string)], _string, (in a, ref f) => Join(a[0].AsList(), "", ref f)),
        Overload.Receiver("join", [List(_string), _string], _string, (in a, ref f) => Join(a[0].AsList(), a[1].AsString(), ref f)),
    ];

    private static Overload Change(string name, Func<string, string> change) =>
        Overload.Receiver(name, [_string], _string, (in arguments, ref frame) =>
        {
            var text = arguments[0].AsString();
            return frame.Charge(text.Length / Cost.UnitsPerStep) ? Value.From(change(text)) : default;
        });

    private static string Ascii(string text, Func<char, bool> changes) =>
        string.Create(text.Length, (text, changes), static (to, state) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                var c = state.text[i];
                to[i] = state.changes(c) ? (char)(c ^ 0x20) : c;
            }
        });

    private static Value Quote(in Arguments arguments, ref Frame frame)
    {
        var text = arguments[0].AsString();
        return frame.Charge(text.Length / (Cost.UnitsPerStep / 2)) ? Value.From(Quoted(text)) : default;
    }

    /// <summary>Escapes what CEL has a letter for; half of a surrogate pair becomes U+FFFD.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            var escape = @"abtnvfr".AsSpan();
            _ = rune.Value switch
            {
                '"' or '\\' => quoted.Append('\\').Append((char)rune.Value),
                >= '\a' and <= '\r' => quoted.Append('\\').Append(escape[rune.Value - '\a']),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string Reverse(string text)
    {
        var reversed = new StringBuilder(text.Length);
        for (var end = text.Length; end > 0;)
        {
            var start = end > 1 && char.IsSurrogatePair(text[end - 2], text[end - 1]) ? end - 2 : end - 1;
            reversed.Append(text, start, end - start);
            end = start;
        }

        return reversed.ToString();
    }

    private static Value CharAt(in Arguments arguments, ref Frame frame)
    {
        var text = arguments[0].AsString();
        var offset = CodePoints.OffsetOf(text, arguments[1].AsInteger());
        return offset < 0 ? frame.Fail(Fault.IndexOutOfRange)
            : offset == text.Length ? Value.From("")
            : Value.From(text.Substring(offset, CodePoints.LengthAt(text, offset)));
    }

    private static Value Substring(Value text, Value start, long? end, ref Frame frame)
    {
        var whole = text.AsString();
        var from = CodePoints.OffsetOf(whole, start.AsInteger());
        var to = end is { } index ? CodePoints.OffsetOf(whole, index) : whole.Length;
        return from < 0 || to < from ? frame.Fail(Fault.IndexOutOfRange) : Value.From(whole[from..to]);
    }

    private static Value IndexOf(Value text, Value part, long start, ref Frame frame)
    {
        var whole = text.AsString();
        var from = CodePoints.OffsetOf(whole, start);
        if (from < 0)
        {
            return frame.Fail(Fault.IndexOutOfRange);
        }

        var found = whole.IndexOf(part.AsString(), from, StringComparison.Ordinal);
        return Value.From(found < 0 ? -1L : CodePoints.Count(whole.AsSpan(0, found)));
    }

    private static Value LastIndexOf(Value text, Value part, long? start, ref Frame frame)
    {
        var (whole, sought) = (text.AsString(), part.AsString());
        var last = start is { } index ? CodePoints.OffsetOf(whole, index) : whole.Length;
        if (last < 0)
        {
            return frame.Fail(Fault.IndexOutOfRange);
        }

        var end = Math.Min((long)last + sought.Length, whole.Length);
        var found = whole.AsSpan(0, (int)end).LastIndexOf(sought, StringComparison.Ordinal);
        return Value.From(found < 0 ? -1L : CodePoints.Count(whole.AsSpan(0, found)));
    }

    private static Value Replace(in Arguments arguments, long most, ref Frame frame)
    {
        var (text, old, with) = (arguments[0].AsString(), arguments[1].AsString(), arguments[2].AsString());
        var places = most < 0 ? text.Length + 1L : Math.Min(most, text.Length + 1L);
        if (old.Length > 0)
        {
            places = Math.Min(places, text.AsSpan().Count(old));
        }

        if (!frame.Charge((text.Length + (places * (1 + with.Length))) / Cost.UnitsPerStep))
        {
            return default;
        }

        var (result, from) = (new StringBuilder(text.Length), 0);
        for (; places > 0; places--)
        {
            var found = old.Length > 0 ? text.IndexOf(old, from, StringComparison.Ordinal) : from;
            result.Append(text, from, found - from).Append(with);
            from = found + old.Length;
            if (old.Length == 0)
            {
                if (from >= text.Length)
                {
                    break;
                }

                var length = CodePoints.LengthAt(text, from);
                result.Append(text, from, length);
                from += length;
            }
        }

        return Value.From(result.Append(text, from, text.Length - from).ToString());
    }

    private static Value Split(in Arguments arguments, long most, ref Frame frame)
    {
        var (text, separator) = (arguments[0].AsString(), arguments[1].AsString());
        if (!frame.Charge(separator.Length == 0 ? text.Length : text.AsSpan().Count(separator)))
        {
            return default;
        }

        var limit = most < 0 ? int.MaxValue : (int)Math.Min(most, int.MaxValue);
        return limit == 0 ? Value.ListOf()
            : separator.Length > 0 ? Value.ListOf(text.Split(separator, limit))
            : Value.ListOf(Characters(text, limit));
    }

    private static IEnumerable<string> Characters(string text, int limit)
    {
        for (var offset = 0; offset < text.Length; limit--)
        {
            var length = limit == 1 ? text.Length - offset : CodePoints.LengthAt(text, offset);
            yield return text.Substring(offset, length);
            offset += length;
        }
    }

    private static Value Join(ImmutableArray<Value> parts, string separator, ref Frame frame)
    {
        var length = (long)separator.Length * parts.Length;
        foreach (var part in parts)
        {
            if (part.Kind != ValueKind.String)
            {
                return frame.Fail(_notStrings);
            }

            length += part.AsString().Length;
        }

        return frame.Charge(length / Cost.UnitsPerStep)
            ? Value.From(string.Join(separator, parts.Select(p => p.AsString())))
            : default;
    }

    private static readonly Fault _notStrings = Fault.NoMatchingOverload("join()");
}
