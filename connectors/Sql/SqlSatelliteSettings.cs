using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Prov.Connectors.Sql;

/// <summary>A table of its own for the values of one attribute, one row for each account and value.</summary>
internal sealed partial record SqlSatelliteSettings(string Attribute, SqlMembershipSettings Rows)
{
    /// <summary>Reads <c>attribute=table(accountColumn, valueColumn)</c>, several with semicolons between; null when it is something else.</summary>
    public static ImmutableArray<SqlSatelliteSettings>? Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => Form().Match(part)).ToList();
        return parts.All(p => p.Success)
            ? [.. parts.Select(p => new SqlSatelliteSettings(p.Groups[1].Value, new(p.Groups[2].Value, p.Groups[3].Value, p.Groups[4].Value, ByName: false)))]
            : null;
    }

    [GeneratedRegex(@"^([^=();,]+?)\s*=\s*([^=();,]+?)\s*\(\s*([^=();,]+?)\s*,\s*([^=();,]+?)\s*\)$")]
    private static partial Regex Form();
}
