using System.Globalization;

namespace Prov.Silo.Tests.Careers;

/// <summary>The employee tables as they stand in the test data: who, in which department and with which title, from when to when.</summary>
internal sealed class CareerTables
{
    private const string Open = "9999-01-01";

    private CareerTables(string folder)
    {
        People = [.. Read(folder, "employees.csv").Select(f => new Person(f[0], f[1], f[2], f[3]))];
        Departments = [.. Read(folder, "dept_emp.csv").Select(f => Period(f))];
        Titles = [.. Read(folder, "titles.csv").Select(f => Period(f))];
    }

    public IReadOnlyList<Person> People { get; }

    /// <summary>Department numbers by person and time.</summary>
    public IReadOnlyList<Period> Departments { get; }

    /// <summary>Titles by person and time.</summary>
    public IReadOnlyList<Period> Titles { get; }

    /// <summary>The tables beside the project, or null where a checkout has no test data.</summary>
    public static CareerTables? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data", "hr-small");
            if (Directory.Exists(data))
            {
                return new CareerTables(data);
            }
        }

        return null;
    }

    private static IEnumerable<string[]> Read(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Skip(1).Select(line => line.Split(','));

    private static Period Period(string[] fields) =>
        new(fields[0], fields[1], Date(fields[2])!.Value, Date(fields[3]));

    private static DateOnly? Date(string text) =>
        text == Open ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal sealed record Person(string Number, string BirthDate, string GivenName, string FamilyName);

/// <summary>What held for a person from a day up to, not including, another; without an end it still holds.</summary>
internal sealed record Period(string Number, string What, DateOnly From, DateOnly? To);
