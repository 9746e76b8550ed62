using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Sql.Statements;

/// <summary>Reads the rows of <see cref="AccountStatements.SelectAll"/>.</summary>
internal static class AccountRow
{
    private const int FixedColumns = 4;

    /// <param name="reader">At a row.</param>
    /// <param name="dialect">Of the database.</param>
    /// <param name="catalogue">What the settings name.</param>
    /// <param name="satellites">Attributes in tables of their own.</param>
    /// <param name="first">Ordinal of the first of these columns.</param>
    public static ObservedAccount Read(
        DbDataReader reader, ISqlDialect dialect, SqlCatalogue catalogue, ImmutableArray<SqlSatelliteSettings> satellites, int first = 0)
    {
        var attributes = AttributeSet.Empty.ToBuilder();
        for (var i = 0; i < catalogue.Managed.Length; i++)
        {
            var value = dialect.Read(reader, first + FixedColumns + i, catalogue.Managed[i]);
            if (!value.IsNull)
            {
                attributes.Add(catalogue.Managed[i].Name, value);
            }
        }

        var next = first + FixedColumns + catalogue.Managed.Length;
        for (var i = 0; i < satellites.Length; i++)
        {
            if (ReadTexts(reader.GetString(next + i)) is { IsEmpty: false } values)
            {
                attributes.Add(satellites[i].Attribute, Value.ListOf(values));
            }
        }

        return new()
        {
            NativeId = reader.GetString(first),
            Name = reader.GetString(first + 1),
            Enabled = Convert.ToInt64(reader.GetValue(first + 2), CultureInfo.InvariantCulture) == 1,
            Entitlements = ReadTexts(reader.GetString(first + 3)),
            Attributes = attributes.ToImmutable(),
        };
    }

    private static ImmutableArray<string> ReadTexts(string json) =>
        [.. JsonSerializer.Deserialize<string[]>(json)!.Order(StringComparer.Ordinal)];
}
