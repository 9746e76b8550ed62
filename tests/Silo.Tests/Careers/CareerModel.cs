namespace Prov.Silo.Tests.Careers;

/// <summary>
/// The independent reference model: who should have what at the end, read straight off the tables. It knows nothing of events,
/// policies or Prov.
/// </summary>
internal static class CareerModel
{
    public static IReadOnlyDictionary<string, ExpectedPerson> Predict(CareerTables tables)
    {
        var departments = tables.Departments.ToLookup(p => p.Number);
        var titles = tables.Titles.ToLookup(p => p.Number);
        return tables.People
            .Where(p => departments[p.Number].Any())
            .Select(p => Predict(p, [.. departments[p.Number]], [.. titles[p.Number]]))
            .ToDictionary(e => e.Number);
    }

    private static ExpectedPerson Predict(Person person, Period[] departments, Period[] titles)
    {
        var last = departments.MaxBy(d => d.From)!;
        var title = titles.Where(t => last.To is null || t.From < last.To).MaxBy(t => t.From);
        return new ExpectedPerson(
            person.Number,
            "e" + person.Number,
            person.BirthDate,
            person.GivenName,
            person.FamilyName,
            last.What,
            title?.What ?? "",
            Here: last.To is null);
    }
}

/// <summary>What one person should end with.</summary>
/// <param name="Number">Employee number.</param>
/// <param name="AccountName">Name of each account.</param>
/// <param name="BirthDate">Day of birth.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="Department">Department number, the last one also for leavers.</param>
/// <param name="Title">Title, the last one also for leavers.</param>
/// <param name="Here">True when accounts are enabled and entitlements held; a leaver's are disabled and hold none.</param>
internal sealed record ExpectedPerson(
    string Number, string AccountName, string BirthDate, string GivenName, string FamilyName, string Department, string Title, bool Here);
