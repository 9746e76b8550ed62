namespace Prov.Silo.Tests.Careers;

/// <summary>What an employee's record says on one day: the material of one event.</summary>
/// <param name="Day">The effective day.</param>
/// <param name="Number">Employee number: the source key.</param>
/// <param name="Kind">Join, move or leave.</param>
/// <param name="Sequence">Order within the person, from 1.</param>
/// <param name="Attributes">What it says: the whole record for a join, what changed for a move, nothing for a leave.</param>
internal sealed record CareerEvent(
    DateOnly Day, string Number, CareerEventKind Kind, long Sequence, IReadOnlyDictionary<string, string> Attributes)
{
    public string Id { get; init; } = $"career:{Number}:{Sequence}";
}

internal enum CareerEventKind
{
    Join,
    Move,
    Leave,
}

/// <summary>
/// Turns the tables into dated events: the first department's day is the join; a later department or title is a move; where the last
/// department ends, the person leaves.
/// </summary>
internal static class CareerHistory
{
    /// <summary>All events in date order; of one day, by employee number and sequence.</summary>
    public static IReadOnlyList<CareerEvent> Of(CareerTables tables)
    {
        var departments = tables.Departments.ToLookup(p => p.Number);
        var titles = tables.Titles.ToLookup(p => p.Number);
        return
        [
            .. tables.People
                .Where(p => departments[p.Number].Any())
                .SelectMany(p => Of(p, [.. departments[p.Number].OrderBy(d => d.From)], [.. titles[p.Number].OrderBy(t => t.From)]))
                .OrderBy(e => e.Day).ThenBy(e => e.Number, StringComparer.Ordinal).ThenBy(e => e.Sequence),
        ];
    }

    private static IEnumerable<CareerEvent> Of(Person person, Period[] departments, Period[] titles)
    {
        var (joined, left) = (departments[0].From, departments[^1].To);
        var sequence = 1L;
        yield return new CareerEvent(joined, person.Number, CareerEventKind.Join, sequence, Whole(person, departments[0], titles, joined));

        var changes = departments.Skip(1).Select(d => (d.From, Name: "dept_no", d.What))
            .Concat(titles.Where(t => t.From > joined).Select(t => (t.From, Name: "title", t.What)))
            .Where(c => left is null || c.From < left)
            .GroupBy(c => c.From)
            .OrderBy(day => day.Key);
        foreach (var day in changes)
        {
            yield return new CareerEvent(day.Key, person.Number, CareerEventKind.Move, ++sequence, day.ToDictionary(c => c.Name, c => c.What));
        }

        if (left is not null)
        {
            yield return new CareerEvent(left.Value, person.Number, CareerEventKind.Leave, ++sequence, new Dictionary<string, string>());
        }
    }

    private static Dictionary<string, string> Whole(Person person, Period department, Period[] titles, DateOnly joined) => new()
    {
        ["emp_no"] = person.Number,
        ["birth_date"] = person.BirthDate,
        ["first_name"] = person.GivenName,
        ["last_name"] = person.FamilyName,
        ["dept_no"] = department.What,
        ["title"] = titles.LastOrDefault(t => t.From <= joined)?.What ?? "",
    };
}
