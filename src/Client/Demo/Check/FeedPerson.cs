using System.Globalization;

namespace Prov.Client.Demo.Check;

/// <summary>One good row of the demo's feed.</summary>
internal sealed record FeedPerson(
    string Number, string GivenName, string FamilyName, string Department, string Title, string Location, string EmploymentType, DateOnly Start, DateOnly? End)
{
    public string DisplayName => $"{GivenName} {FamilyName}";

    public bool IsHere(DateOnly today) => Start <= today && (End is null || End > today);

    /// <summary>Every row that has its key and good dates.</summary>
    public static IEnumerable<FeedPerson> Read(string path) => CsvText.ReadFile(path).Select(Parse).OfType<FeedPerson>();

    private static FeedPerson? Parse(Dictionary<string, string> row)
    {
        var hasEnd = row["end_date"].Length > 0;
        return row["employee_number"].Length > 0 && TryDate(row["start_date"], out var start) && (TryDate(row["end_date"], out var end) || !hasEnd)
            ? new(
                row["employee_number"], row["given_name"], row["family_name"], row["department"], row["title"], row["location"],
                row["employment_type"], start, hasEnd ? end : null)
            : null;
    }

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
