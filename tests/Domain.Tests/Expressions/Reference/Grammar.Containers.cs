namespace Prov.Domain.Tests.Expressions.Reference;

internal sealed partial class Grammar
{
    private static readonly Phrase None = Phrase.Of("optional.none()", new Maybe(null));

    private static readonly string[] _keys = ["a", "b", "c"];

    private static Phrase Present(Phrase value) => Strict("optional.of({0})", v => new Maybe(v[0]), value);

    /// <summary>An element of a list literal, or an entry of a map literal.</summary>
    private sealed record Piece(string Key, bool IsOptional, Phrase Phrase);

    private Piece NewPiece(Kind element, int depth)
    {
        var isOptional = random.Next(6) == 0;
        return new(Pick(_keys), isOptional, Of(isOptional ? Kind.Optional(element) : element, depth - 1));
    }

    private Phrase Sequence(Kind element, int depth)
    {
        var parts = Enumerable.Range(0, random.Next(4)).Select(_ => NewPiece(element, depth)).ToList();
        if (parts.Count == 0)
        {
            // An empty list has elements of any type; a filter says of which.
            return Strict("[{0}].filter(none, false)", _ => new List<object>(), Literal(element));
        }

        return Strict(
            $"[{string.Join(", ", parts.Select((p, i) => (p.IsOptional ? "?" : "") + p.Phrase.Text))}]",
            values => values.Zip(parts).Where(p => !p.Second.IsOptional || ((Maybe)p.First).Value is not null)
                .Select(p => p.Second.IsOptional ? ((Maybe)p.First).Value! : p.First).ToList(),
            [.. parts.Select(p => p.Phrase)]);
    }

    private Phrase Table(Kind element, int depth)
    {
        var entries = Enumerable.Range(0, random.Next(1, 4)).Select(_ => NewPiece(element, depth)).ToList();
        return Strict(
            $"{{{string.Join(", ", entries.Select(e => $"{(e.IsOptional ? "?" : "")}'{e.Key}': {e.Phrase.Text}"))}}}",
            values =>
            {
                var map = new List<(object Key, object Value)>();
                foreach (var (value, (key, isOptional, _)) in values.Zip(entries))
                {
                    if (isOptional && ((Maybe)value).Value is null)
                    {
                        continue;
                    }

                    if (map.Exists(e => Things.AreEqual(e.Key, key)))
                    {
                        return Things.Failure;
                    }

                    map.Add((key, isOptional ? ((Maybe)value).Value! : value));
                }

                return map;
            },
            [.. entries.Select(e => e.Phrase)]);
    }

    private Phrase List(Kind element, int depth)
    {
        switch (random.Next(6))
        {
            case 0: return Calculated('+', Of(Kind.List(element), depth), Of(Kind.List(element), depth));
            case 1: return Filtered(element, depth);
            case 2: return Mapped(element, depth);
            case 3 when element == Kind.String: return SplitText(depth);
            case 4: return Strict("{0}.unwrapOpt()", v => ((List<object>)v[0]).ConvertAll(o => ((Maybe)o).Value).OfType<object>().ToList(), Of(Kind.List(Kind.Optional(element)), depth));
            default: return Sequence(element, depth);
        }
    }

    private Phrase Filtered(Kind element, int depth)
    {
        var range = Of(Kind.List(element), depth);
        var body = Within(element, out var name, () => Truth(depth));
        return new($"{range.Text}.filter({name}, {body.Text})", scope =>
        {
            if (Elements(range.Meaning(scope)) is not { } elements)
            {
                return Things.Failure;
            }

            var answers = elements.ConvertAll(e => body.Meaning(new(scope, name, e)));
            return answers.TrueForAll(a => a is bool) ? elements.Where((_, i) => answers[i] is true).ToList() : Things.Failure;
        });
    }

    private Phrase Mapped(Kind element, int depth)
    {
        var (kind, isMap) = (Scalar(), random.Next(4) == 0);
        var range = Of(isMap ? Kind.Map(kind) : Kind.List(kind), depth);
        Phrase? filter = null;
        var body = Within(isMap ? Kind.String : kind, out var name, () =>
        {
            filter = random.Next(3) == 0 ? Truth(depth) : null;
            return Of(element, depth);
        });
        return new($"{range.Text}.map({name}, {(filter is null ? "" : filter.Text + ", ")}{body.Text})", scope =>
        {
            if (Elements(range.Meaning(scope)) is not { } elements)
            {
                return Things.Failure;
            }

            var results = new List<object>();
            foreach (var inner in elements.ConvertAll(e => new Scope(scope, name, e)))
            {
                var keeps = filter is null ? true : filter.Meaning(inner);
                var result = keeps is true ? body.Meaning(inner) : keeps is false ? null : Things.Failure;
                if (result == Things.Failure)
                {
                    return Things.Failure;
                }

                results.AddRange(result is null ? [] : [result]);
            }

            return results;
        });
    }

    private Phrase Map(Kind element, int depth) => Table(element, depth);

    /// <summary>An element of a list or an entry of a map.</summary>
    private Phrase Element(Kind kind, int depth)
    {
        if (kind.Element is not null || kind == Kind.Dyn || kind == Kind.Type)
        {
            return Literal(kind);
        }

        var field = Pick(_keys);
        return random.Next(3) switch
        {
            0 => Found(Of(Kind.List(kind), depth), Of(Pick(Kind.Int, Kind.Int, Kind.Uint, Kind.Double, Kind.Dyn), depth)),
            1 => Strict($"{{0}}.{field}", v => Selected(v[0], field, false), Of(Kind.Map(kind), depth)),
            _ => Found(Of(Kind.Map(kind), depth), Of(Kind.String, depth)),
        };
    }

    private Phrase Optional(Kind element, int depth)
    {
        var (kind, field) = (Scalar(), Pick(_keys));
        switch (random.Next(9))
        {
            case 0: return None;
            case 1: return Present(Of(element, depth));
            case 2: return Strict("optional.ofNonZeroValue({0})", v => new Maybe(Things.IsZero(v[0]) ? null : v[0]), Of(element, depth));
            case 3: return Strict($"{{0}}.?{field}", v => Selected(v[0], field, true), Of(Kind.Map(element), depth));
            case 4: return Strict("{0}[?{1}]", v => Selected(v[0], v[1], true), Of(Kind.List(element), depth), Of(Kind.Int, depth));
            case 5: return Strict($"{{0}}.{field}", v => Selected(v[0], field, true), Of(Kind.Optional(Kind.Map(element)), depth));
            case 6: return Otherwise("or", Of(Kind.Optional(element), depth), Of(Kind.Optional(element), depth));
            default:
                var macro = Pick("optMap", "optFlatMap");
                var source = Of(Kind.Optional(kind), depth);
                var body = Within(kind, out var name, () => Of(macro == "optMap" ? element : Kind.Optional(element), depth));
                return new($"{source.Text}.{macro}({name}, {body.Text})", scope => source.Meaning(scope) switch
                {
                    Maybe { Value: { } value } => body.Meaning(new(scope, name, value)) is var result && result == Things.Failure ? result
                        : macro == "optMap" ? new Maybe(result) : result,
                    var other => other,
                });
        }
    }

    private Phrase FromOptional(Kind kind, int depth) => kind == Kind.Dyn ? Literal(kind) : random.Next(2) == 0
        ? Strict("{0}.value()", v => ((Maybe)v[0]).Value ?? Things.Failure, Of(Kind.Optional(kind), depth))
        : Otherwise("orValue", Of(Kind.Optional(kind), depth), Of(kind, depth));

    /// <summary>The second is looked at only when the first has no value.</summary>
    private static Phrase Otherwise(string function, Phrase first, Phrase second) => new($"{first.Text}.{function}({second.Text})", scope =>
        first.Meaning(scope) switch
        {
            Maybe { Value: { } value } maybe => function == "or" ? maybe : value,
            Maybe => second.Meaning(scope),
            _ => Things.Failure,
        });
}
