using System.Globalization;
using Prov.Connectors.Settings;

namespace Prov.Connectors.Sql.Changes;

/// <summary>How the database tells what changed since.</summary>
/// <param name="Table">Table that triggers fill; null when a column of the account table tells it.</param>
/// <param name="KeyColumn">Column of <paramref name="Table"/> with the account's key; null without it.</param>
/// <param name="OrderColumn">Instant or number that grows with every change.</param>
/// <param name="Overlap">Longest transaction that writes accounts: seconds, or so many numbers.</param>
/// <param name="Kept">For how long <paramref name="Table"/> keeps its rows; null when nothing is ever deleted from it.</param>
internal sealed record SqlChangeSettings(string? Table, string? KeyColumn, string OrderColumn, int Overlap, TimeSpan? Kept)
{
    public const int DefaultOverlap = 60;
    public const int MostOverlap = 86_400;
    public const int MostKeptHours = 87_600;

    /// <summary>Null when the target has no change feed.</summary>
    public static SqlChangeSettings? Read(TargetSettings settings)
    {
        var overlap = settings.Number("changeOverlap", DefaultOverlap);
        if (settings.Find("changeTable") is { } table)
        {
            var kept = settings.Find("changeTableKeptHours") is { } hours
                ? TimeSpan.FromHours(int.Parse(hours, CultureInfo.InvariantCulture))
                : (TimeSpan?)null;
            return new(table, settings.Text("changeTableKeyColumn"), settings.Text("changeTableOrderColumn"), overlap, kept);
        }

        return settings.Find("changedColumn") is { } column ? new(null, null, column, overlap, null) : null;
    }
}
