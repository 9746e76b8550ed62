using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Correlation;

/// <summary>
/// Generated people with known truth, as two sources tell of them: namesakes born on one day, twins at one address, typos, missing values,
/// rows that one source lacks, rows that come late, numbers typed wrong, people who left and came back under a new key.
/// </summary>
/// <param name="seed">The same seed gives the same people.</param>
/// <param name="count">How many people.</param>
internal sealed class Population(int seed, int count)
{
    private static readonly string[] _syllables =
        ["ba", "ber", "bo", "da", "del", "fa", "fer", "ga", "gor", "ha", "hol", "ja", "ka", "kel", "la", "lin", "ma", "mer", "na", "nor", "pa", "pol", "ra", "ros", "sa", "sel", "ta", "tor", "va", "vel", "wa", "zim"];

    private static readonly string[] _endings = ["", "n", "s", "r", "mann", "son", "er", "ini", "ez", "ski"];

    private readonly Random _random = new(seed);
    private readonly List<Person> _people = new(count);

    /// <summary>A row and whose it is.</summary>
    /// <param name="Person">The person, by number.</param>
    /// <param name="Event">The row.</param>
    public readonly record struct Row(int Person, LifecycleEvent Event);

    private sealed record Person(string Family, string Given, DateTimeOffset Born, string Postcode, string Mobile, string Number);

    /// <summary>All rows in the order of their arrival.</summary>
    public List<Row> Rows()
    {
        for (var i = 0; i < count; i++)
        {
            _people.Add(Make(i));
        }

        var (first, second, late) = (new List<Row>(count), new List<Row>(count), new List<Row>());
        for (var i = 0; i < count; i++)
        {
            AddHr(i, first, late);
            if (!Chance(0.10))
            {
                second.Add(new(i, Registry.Join("campus", $"C{i}", Damaged(_people[i], i))));
            }
        }

        return [.. first, .. Shuffled(second), .. Shuffled(late)];
    }

    // One in ten is missing in HR, one in ten comes after the other source, one in thirty left and is hired again under a new key.
    private void AddHr(int i, List<Row> first, List<Row> late)
    {
        var attributes = Attributes(_people[i], withNumber: true);
        if (Chance(0.10))
        {
            return;
        }

        if (Chance(0.10))
        {
            late.Add(new(i, Registry.Join("hr", $"H{i}", attributes)));
        }
        else if (Chance(0.033))
        {
            var left = attributes.SetItem("left", Value.From(Setup.Now.AddDays(-_random.Next(1, 700))));
            first.Add(new(i, Registry.Join("hr", $"H{i}", left)));
            late.Add(new(i, Registry.Join("hr", $"R{i}", attributes.Remove("number"))));
        }
        else
        {
            first.Add(new(i, Registry.Join("hr", $"H{i}", attributes)));
        }
    }

    private Person Make(int i)
    {
        var person = new Person(
            Name(), Name(), new DateTimeOffset(1950, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(_random.Next(20_000)), $"{_random.Next(1000, 10_000)}",
            "07" + _random.Next(10_000_000, 100_000_000), $"{100_000 + i}");
        var other = i > 0 ? _people[_random.Next(i)] : person;
        return _random.NextDouble() switch
        {
            // Somebody else of that name, born on that day; a twin.
            < 0.01 => person with { Family = other.Family, Given = other.Given, Born = other.Born },
            < 0.02 => person with { Family = other.Family, Born = other.Born, Postcode = other.Postcode },
            _ => person,
        };
    }

    // A third has the number; one in fifty of those a wrong one, which is another person's.
    private ImmutableSortedDictionary<string, Value> Damaged(Person person, int i)
    {
        var withNumber = Chance(0.33);
        var attributes = Attributes(withNumber && Chance(0.02) ? person with { Number = $"{100_000 + ((i + 1) % count)}" } : person, withNumber);
        for (var damages = Chance(0.25) ? Chance(0.2) ? 2 : 1 : 0; damages > 0; damages--)
        {
            var name = new[] { "familyName", "givenName", "birthDate", "postcode", "mobile" }[_random.Next(5)];
            attributes = Chance(0.2) && name is "postcode" or "mobile" ? attributes.Remove(name)
                : name == "birthDate" ? attributes.SetItem(name, Value.From(Mistyped(person.Born)))
                : attributes.TryGetValue(name, out var value) ? attributes.SetItem(name, Value.From(Mistyped(value.AsString()))) : attributes;
        }

        return attributes;
    }

    private DateTimeOffset Mistyped(DateTimeOffset date) =>
        date.Day <= 12 ? new(date.Year, date.Day, date.Month, 0, 0, 0, TimeSpan.Zero) : date.AddDays(date.Day % 10 is 9 ? -1 : date.Day < 28 ? 1 : -1);

    private string Mistyped(string text)
    {
        var at = _random.Next(text.Length);
        var letter = char.IsAsciiDigit(text[0]) ? (char)('0' + _random.Next(10)) : (char)('a' + _random.Next(26));
        return _random.Next(4) switch
        {
            0 => text[..at] + letter + text[at..],
            1 when text.Length > 2 => text.Remove(at, 1),
            2 when at + 1 < text.Length => text[..at] + text[at + 1] + text[at] + text[(at + 2)..],
            _ => text[..at] + letter + text[(at + 1)..],
        };
    }

    private static ImmutableSortedDictionary<string, Value> Attributes(Person person, bool withNumber)
    {
        var attributes = Setup.Attributes(
            ("familyName", Value.From(person.Family)), ("givenName", Value.From(person.Given)), ("birthDate", Value.From(person.Born)),
            ("postcode", Value.From(person.Postcode)), ("mobile", Value.From(person.Mobile)));
        return withNumber ? attributes.Add("number", Value.From(person.Number)) : attributes;
    }

    private string Name()
    {
        var name = _syllables[_random.Next(_syllables.Length)] + _syllables[_random.Next(_syllables.Length)] + _endings[_random.Next(_endings.Length)];
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    private bool Chance(double share) => _random.NextDouble() < share;

    private Row[] Shuffled(List<Row> rows)
    {
        var shuffled = rows.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }
}
