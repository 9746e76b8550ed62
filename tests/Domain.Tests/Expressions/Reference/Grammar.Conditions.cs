using System.Text.RegularExpressions;

namespace Prov.Domain.Tests.Expressions.Reference;

internal sealed partial class Grammar
{
    private static readonly (string Text, Regex Pattern)[] _patterns =
    [
        .. new[] { "^a", "b$", "a.*b", "[0-9]+", "^[A-Z][a-z]+$", "(a|b)+", "^$", "x?", "a{2,3}", "[^a]" }
            .Select(p => (p, new Regex(p.Replace("$", @"\z", StringComparison.Ordinal), RegexOptions.CultureInvariant))),
    ];

    private Phrase Condition(int depth)
    {
        switch (random.Next(13))
        {
            case 0 or 1: return Connected(Pick("&&", "||"), Truth(depth), Truth(depth), random.Next(3) == 0 ? Truth(depth) : null);
            case 2: return Strict("(!{0})", v => v[0] is bool b ? !b : Things.Failure, Truth(depth));
            case 3 or 4: return Equality(depth);
            case 5: return Ordered(depth);
            case 6: return Member(depth);
            case 7: return Quantified(depth);
            case 8: return Has(depth);
            case 9: return TestOfText(depth);
            case 10: return Strict("bool({0})", v => v[0] is bool ? v[0] : ParsedBool(v[0]), Of(Pick(Kind.Bool, Kind.String, Kind.Dyn), depth));
            case 11: return Strict("{0}.hasValue()", v => v[0] is Maybe m ? m.Value is not null : Things.Failure, Of(Kind.Optional(Scalar()), depth));
            default:
                var (pattern, regex) = Pick(_patterns);
                return Strict($"{{0}}.matches('{pattern}')", v => v[0] is string s ? regex.IsMatch(s) : Things.Failure, Of(Kind.String, depth));
        }
    }

    private static object ParsedBool(object value) => value switch
    {
        "1" or "t" or "true" or "TRUE" or "True" or "T" => true,
        "0" or "f" or "false" or "FALSE" or "False" or "F" => false,
        _ => Things.Failure,
    };

    /// <summary>One operand that decides is enough, whatever the others are.</summary>
    private static Phrase Connected(string op, Phrase first, Phrase second, Phrase? third)
    {
        Phrase[] parts = third is null ? [first, second] : [first, second, third];
        var decisive = op == "||";
        return new($"({string.Join($" {op} ", parts.Select(p => p.Text))})", scope =>
        {
            var values = parts.Select(p => p.Meaning(scope)).ToList();
            return values.Exists(v => v is bool b && b == decisive) ? decisive
                : values.TrueForAll(v => v is bool) ? !decisive
                : Things.Failure;
        });
    }

    private Phrase Equality(int depth)
    {
        var kind = random.Next(6) switch
        {
            0 => Kind.List(Scalar()), 1 => Kind.Map(Scalar()), 2 => Kind.Optional(Scalar()), 3 => Kind.Type, _ => Scalar(),
        };
        var other = Kind.Numbers.Contains(kind) ? Pick(Kind.Numbers) : random.Next(6) == 0 ? Kind.Dyn : kind;
        return random.Next(2) == 0
            ? Strict("({0} == {1})", v => Things.AreEqual(v[0], v[1]), Of(kind, depth), Of(other, depth))
            : Strict("({0} != {1})", v => !Things.AreEqual(v[0], v[1]), Of(kind, depth), Of(other, depth));
    }

    private Phrase Ordered(int depth)
    {
        var (kind, op) = (Pick(Kind.Ordered), Pick("<", "<=", ">", ">="));
        var other = random.Next(6) == 0 ? Kind.Dyn : Kind.Numbers.Contains(kind) ? Pick(Kind.Numbers) : kind;
        return Strict($"({{0}} {op} {{1}})", v => Things.Order(op, v[0], v[1]), Of(kind, depth), Of(other, depth));
    }

    private Phrase Member(int depth)
    {
        var kind = Scalar();
        return random.Next(3) switch
        {
            0 => Strict("({0} in {1})", v => IsMember(v[0], v[1]), Of(Kind.String, depth), Of(Kind.Map(kind), depth)),
            1 => Strict("({0} in {1})", v => IsMember(v[0], v[1]), Of(kind, depth), Of(Kind.Dyn, depth)),
            _ => Strict("({0} in {1})", v => IsMember(v[0], v[1]), Of(kind, depth), Of(Kind.List(kind), depth)),
        };
    }

    private static object IsMember(object element, object container) => container switch
    {
        List<object> list => list.Exists(e => Things.AreEqual(e, element)),
        List<(object Key, object Value)> map when element is bool or string || Things.IsNumber(element) => map.Exists(e => Things.AreEqual(e.Key, element)),
        _ => Things.Failure,
    };

    private Phrase Quantified(int depth)
    {
        var (kind, isMap, macro) = (Scalar(), random.Next(4) == 0, Pick("all", "exists", "exists_one", "existsOne"));
        var range = Of(isMap ? Kind.Map(kind) : Kind.List(kind), depth);
        var body = Within(isMap ? Kind.String : kind, out var name, () => Truth(depth));
        return new($"{range.Text}.{macro}({name}, {body.Text})", scope =>
        {
            if (Elements(range.Meaning(scope)) is not { } elements)
            {
                return Things.Failure;
            }

            var answers = elements.ConvertAll(e => body.Meaning(new(scope, name, e)));
            return macro switch
            {
                "all" => answers.Contains(false) ? false : answers.TrueForAll(a => a is bool) ? true : Things.Failure,
                "exists" => answers.Contains(true) ? true : answers.TrueForAll(a => a is bool) ? false : Things.Failure,
                _ => answers.TrueForAll(a => a is bool) ? answers.Count(a => a is true) == 1 : Things.Failure,
            };
        });
    }

    /// <summary>What a macro goes over; null for what it cannot.</summary>
    private static List<object>? Elements(object range) => range switch
    {
        List<object> list => list,
        List<(object Key, object Value)> map => map.ConvertAll(e => e.Key),
        _ => null,
    };

    private Phrase Has(int depth)
    {
        var field = Pick("a", "b", "c");
        var container = Of(random.Next(3) switch { 0 => Kind.Dyn, 1 => Kind.Optional(Kind.Map(Kind.Int)), _ => Kind.Map(Scalar()) }, depth);
        return Strict(
            $"has({{0}}.{field})",
            v => Selected(v[0], field, true) is Maybe found ? found.Value is not null : Things.Failure,
            container);
    }

    private Phrase TestOfText(int depth)
    {
        var test = Pick("contains", "startsWith", "endsWith");
        return Strict($"{{0}}.{test}({{1}})", v => (v[0], v[1]) is (string text, string part)
            ? test switch
            {
                "contains" => text.Contains(part, StringComparison.Ordinal),
                "startsWith" => text.StartsWith(part, StringComparison.Ordinal),
                _ => text.EndsWith(part, StringComparison.Ordinal),
            }
            : Things.Failure, Of(Kind.String, depth), Of(random.Next(6) == 0 ? Kind.Dyn : Kind.String, depth));
    }
}
