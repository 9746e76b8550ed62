using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;

namespace Prov.Connectors.Sql.Statements;

/// <summary>Reads the rows of <see cref="AccountStatements.SelectAll"/>.</summary>
internal static class AccountRow
{
    private const int FirstManaged = 4;

    public static ObservedAccount Read(DbDataReader reader, ISqlDialect dialect, SqlCatalogue catalogue)
    {
        var attributes = AttributeSet.Empty.ToBuilder();
        for (var i = 0; i < catalogue.Managed.Length; i++)
        {
            var value = dialect.Read(reader, FirstManaged + i, catalogue.Managed[i]);
            if (!value.IsNull)
            {
                attributes.Add(catalogue.Managed[i].Name, value);
            }
        }

        return new()
        {
            NativeId = reader.GetString(0),
            Name = reader.GetString(1),
            Enabled = Convert.ToInt64(reader.GetValue(2), CultureInfo.InvariantCulture) == 1,
            Entitlements = ReadTexts(reader.GetString(3)),
            Attributes = attributes.ToImmutable(),
        };
    }

    private static ImmutableArray<string> ReadTexts(string json) =>
        [.. JsonSerializer.Deserialize<string[]>(json)!.Order(StringComparer.Ordinal)];
}
