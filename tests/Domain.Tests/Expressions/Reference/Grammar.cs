using System.Globalization;
using System.Text;

namespace Prov.Domain.Tests.Expressions.Reference;

/// <summary>
/// Makes random well-typed phrases of every operator, function and macro, also such that fail. It names and binds variables; what the
/// phrases mean is in <see cref="Things"/> and the other parts of this class.
/// </summary>
internal sealed partial class Grammar(Random random, IReadOnlyList<(string Name, Kind Kind)> variables)
{
    private readonly List<(string Name, Kind Kind)> _variables = [.. variables];
    private int _bound;

    public Phrase Any(int depth) => Of(random.Next(8) switch
    {
        0 => Kind.List(Scalar()),
        1 => Kind.Map(Scalar()),
        2 => Kind.Optional(Scalar()),
        3 => Kind.Dyn,
        4 => Kind.Type,
        5 => Kind.Bool,
        _ => Scalar(),
    }, depth);

    public Phrase Of(Kind kind, int depth)
    {
        if (depth <= 0 || random.Next(8) == 0)
        {
            return random.Next(2) == 0 && Variable(kind) is { } variable ? variable : Literal(kind);
        }

        depth--;
        return random.Next(12) switch
        {
            0 => Conditional(kind, depth),
            1 => Element(kind, depth),
            2 => FromOptional(kind, depth),
            _ => kind.Name switch
            {
                "bool" => Condition(depth),
                "int" => Integer(depth),
                "uint" => Unsigned(depth),
                "double" => Number(depth),
                "string" => String(depth),
                "bytes" => Bytes(depth),
                "timestamp" => Timestamp(depth),
                "duration" => Duration(depth),
                "list" => List(kind.Element!, depth),
                "map" => Map(kind.Element!, depth),
                "optional" => Optional(kind.Element!, depth),
                "type" => Strict("type({0})", v => Things.TypeOf(v[0]), Any(depth)),
                _ => Dynamic(depth),
            },
        };
    }

    private Kind Scalar() => Pick(Kind.Scalars);

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>Puts the parts' texts into the template, as {0} and so on.</summary>
    private static Phrase Strict(string template, Func<object[], object> work, params Phrase[] parts) =>
        Phrase.Strict(Filled(template, parts), work, parts);

    private static string Filled(string template, params Phrase[] parts)
    {
        var text = template;
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            text = text.Replace($"{{{i}}}", parts[i].Text, StringComparison.Ordinal);
        }

        return text;
    }

    private Phrase? Variable(Kind kind)
    {
        var fitting = _variables.Where(v => v.Kind == kind || kind == Kind.Dyn).ToList();
        if (fitting.Count == 0)
        {
            return null;
        }

        var name = fitting[random.Next(fitting.Count)].Name;
        var phrase = new Phrase(name, scope => scope[name]);
        return kind == Kind.Dyn ? Strict("dyn({0})", v => v[0], phrase) : phrase;
    }

    private Phrase Literal(Kind kind) => kind.Name switch
    {
        "bool" => random.Next(2) == 0 ? Phrase.Of("true", true) : Phrase.Of("false", false),
        "int" => Integer(random.Next(4) == 0 ? Pick(long.MaxValue, long.MinValue, 9007199254740993L, 1L << 40) : random.Next(-3, 6)),
        "uint" => Unsigned(random.Next(5) == 0 ? Pick(ulong.MaxValue, 9007199254740993UL) : (ulong)random.Next(5)),
        "double" => Pick(
            Phrase.Of("1.5", 1.5), Phrase.Of("-2.0", -2d), Phrase.Of("0.0", 0d), Phrase.Of("3.0", 3d), Phrase.Of("9007199254740992.0", 9007199254740992d),
            Phrase.Of("1e300", 1e300), Phrase.Of("double('NaN')", double.NaN), Phrase.Of("double('-inf')", double.NegativeInfinity)),
        "string" => Text(Pick("", "a", "b", "ab", "Sales", "12", "-3", "true", "1.5", "é😀", " x ", "a,b", "2024-02-29T12:00:00Z", "1h30m", "%s", "\"\\\n")),
        "bytes" => Pick(
            Phrase.Of("b''", Array.Empty<byte>()), Phrase.Of("b'ab'", "ab"u8.ToArray()), Phrase.Of(@"b'\xff'", new byte[] { 255 }), Phrase.Of("b'é'", "é"u8.ToArray())),
        "timestamp" => Moment(Pick(
            new DateTime(2024, 2, 29, 12, 34, 56, 789), new DateTime(1969, 12, 31, 23, 59, 59), DateTime.MinValue, new DateTime(9999, 12, 31, 23, 59, 59),
            new DateTime(2024, 3, 31, 1, 0, 0))),
        "duration" => Pick(
            Span("0s", 0), Span("1h", 36_000_000_000), Span("-90s", -900_000_000), Span("1.5s", 15_000_000), Span("315576000000s", 3_155_760_000_000_000_000),
            Span("1h2m3.004s", 37_230_040_000)),
        "list" => Sequence(kind.Element!, 0),
        "map" => Table(kind.Element!, 0),
        "optional" => random.Next(2) == 0 ? None : Present(Literal(kind.Element!)),
        "type" => Pick(Phrase.Of("int", new TypeName("int")), Phrase.Of("list", new TypeName("list")), Phrase.Of("optional_type", new TypeName("optional_type"))),
        _ => random.Next(6) == 0 ? Phrase.Of("dyn(null)", Things.Null) : Strict("dyn({0})", v => v[0], Literal(Scalar())),
    };

    private static Phrase Integer(long value) => Phrase.Of(value.ToString(CultureInfo.InvariantCulture), value);

    private static Phrase Unsigned(ulong value) => Phrase.Of(value.ToString(CultureInfo.InvariantCulture) + "u", value);

    private static Phrase Moment(DateTime time) => Phrase.Of($"timestamp('{Things.Written(new Instant(time.Ticks))}')", new Instant(time.Ticks));

    private static Phrase Span(string text, long ticks) => Phrase.Of($"duration('{text}')", new Period(ticks));

    private static Phrase Text(string text) => Phrase.Of(Quoted(text), text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value is < 32 or '\'' or '\\' or > 126 ? $"\\U{rune.Value:X8}" : rune.ToString());
        }

        return quoted.Append('\'').ToString();
    }

    private Phrase Conditional(Kind kind, int depth)
    {
        var (condition, yes, no) = (Truth(depth), Of(kind, depth), Of(kind, depth));
        return new($"({condition.Text} ? {yes.Text} : {no.Text})", scope => condition.Meaning(scope) switch
        {
            true => yes.Meaning(scope),
            false => no.Meaning(scope),
            _ => Things.Failure,
        });
    }

    /// <summary>A condition; now and then one that is known only at run time, and may be no bool.</summary>
    private Phrase Truth(int depth) => Of(random.Next(6) == 0 ? Kind.Dyn : Kind.Bool, depth);

    /// <summary>Binds a name that hides another one now and then.</summary>
    private Phrase Within(Kind kind, out string name, Func<Phrase> body)
    {
        name = random.Next(5) == 0 && _variables.Count > 0 ? _variables[random.Next(_variables.Count)].Name : $"v{_bound++}";
        var (bound, before) = (name, _variables.ToList());
        _variables.RemoveAll(v => v.Name == bound);
        _variables.Add((bound, kind));
        var phrase = body();
        _variables.Clear();
        _variables.AddRange(before);
        return phrase;
    }

    private Phrase Dynamic(int depth) => random.Next(5) switch
    {
        0 => Strict("dyn({0})", v => v[0], Any(depth)),
        1 => Negated(Of(Kind.Dyn, depth)),
        2 => Calculated(Pick('+', '-', '*', '/', '%'), Of(Kind.Dyn, depth), Of(Kind.Dyn, depth)),
        3 => Found(Of(Kind.Dyn, depth), Of(Kind.Dyn, depth)),
        _ => Strict("dyn({0})", v => v[0], Of(Scalar(), depth)),
    };

    private static Phrase Negated(Phrase operand) => Strict("(-({0}))", v => Things.Negate(v[0]), operand);

    private static Phrase Calculated(char op, Phrase left, Phrase right) => Strict($"({{0}} {op} {{1}})", v => Things.Calculate(op, v[0], v[1]), left, right);

    private static Phrase Found(Phrase container, Phrase key) => Strict("{0}[{1}]", v => Selected(v[0], v[1], false), container, key);

    /// <summary>What an index or a field gives, also of and into an optional.</summary>
    private static object Selected(object container, object key, bool optional)
    {
        if (container is Maybe maybe)
        {
            (container, optional) = (maybe.Value!, true);
            if (container is null)
            {
                return new Maybe(null);
            }
        }

        var found = Things.Find(container, key);
        return found == Things.Failure ? found
            : !optional ? (found == Things.Missing ? Things.Failure : found)
            : new Maybe(found == Things.Missing ? null : found);
    }
}
