using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;

namespace Prov.Connectors.Sql.Statements;

/// <summary>Builds the statement that lists the rights that can be held.</summary>
internal static class EntitlementStatements
{
    /// <summary>Rows of entitlement and name for people; null when the target has no entitlements.</summary>
    public static SqlStatement? SelectAll(ISqlDialect dialect, SqlSettings settings, SqlCatalogue catalogue)
    {
        if (settings.Entitlement is { } listed)
        {
            return Select(dialect, catalogue.Entitlements!, listed.Column, listed.NameColumn);
        }

        return settings.Membership is { } held ? Select(dialect, catalogue.Memberships!, held.EntitlementColumn, held.EntitlementColumn) : null;
    }

    private static SqlStatement Select(ISqlDialect dialect, SqlTable table, string column, string name)
    {
        var entitlement = dialect.AsText(table[column].Quoted);
        return new(dialect)
        {
            Text = $"SELECT DISTINCT {entitlement}, coalesce({dialect.AsText(table[name].Quoted)}, {entitlement}) FROM {table.Name.Quoted} ORDER BY 1",
        };
    }
}
