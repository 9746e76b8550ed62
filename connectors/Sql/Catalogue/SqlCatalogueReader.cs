using System.Collections.Immutable;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql.Dialects;

namespace Prov.Connectors.Sql.Catalogue;

/// <summary>Finds the tables and columns that the settings name; no other identifier ever goes into a statement.</summary>
internal static class SqlCatalogueReader
{
    /// <summary>Refused with every missing table and column at once.</summary>
    public static async Task<ConnectorResult<SqlCatalogue>> ReadAsync(ISqlDialect dialect, SqlSettings settings, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var accounts = await FindAsync(dialect, settings.AccountTable, settings.AccountColumns, faults, cancellationToken);
        var memberships = settings.Membership is { } m
            ? await FindAsync(dialect, m.Table, [m.AccountColumn, m.EntitlementColumn], faults, cancellationToken)
            : null;
        var entitlements = settings.Entitlement is { } e
            ? await FindAsync(dialect, e.Table, [e.Column, e.NameColumn], faults, cancellationToken)
            : null;
        var changes = settings.Changes is { Table: { } table, KeyColumn: { } key } c
            ? await FindAsync(dialect, table, [key, c.OrderColumn], faults, cancellationToken)
            : null;
        var satellites = ImmutableArray.CreateBuilder<SqlTable>();
        foreach (var rows in settings.Satellites.Select(s => s.Rows))
        {
            satellites.Add((await FindAsync(dialect, rows.Table, [rows.AccountColumn, rows.EntitlementColumn], faults, cancellationToken))!);
        }

        var create = await FindAsync(dialect, settings.Procedures.Create, faults, cancellationToken);
        var update = await FindAsync(dialect, settings.Procedures.Update, faults, cancellationToken);
        var delete = await FindAsync(dialect, settings.Procedures.Delete, faults, cancellationToken);
        if (faults.Count > 0)
        {
            return ConnectorResult<SqlCatalogue>.Failed(
                ConnectorStatus.Refused, "SCHEMA_MISMATCH", $"Not in the database: {string.Join(", ", faults)}. Correct the settings, mappings or rights.");
        }

        return ConnectorResult<SqlCatalogue>.Of(new()
        {
            Accounts = accounts!,
            Memberships = memberships,
            Entitlements = entitlements,
            Changes = changes,
            Satellites = satellites.ToImmutable(),
            CreateProcedure = create,
            UpdateProcedure = update,
            DeleteProcedure = delete,
            Managed = [.. settings.ManagedColumns.Select(name => accounts![name])],
        });
    }

    private static async Task<SqlName?> FindAsync(ISqlDialect dialect, string? name, List<string> faults, CancellationToken cancellationToken)
    {
        var procedure = name is null ? null : await dialect.FindProcedureAsync(SqlName.Parse(name), cancellationToken);
        if (name is not null && procedure is null)
        {
            faults.Add($"procedure {name}");
        }

        return procedure;
    }

    private static async Task<SqlTable?> FindAsync(
        ISqlDialect dialect, string name, ImmutableArray<string> columns, List<string> faults, CancellationToken cancellationToken)
    {
        var table = await dialect.DescribeAsync(SqlName.Parse(name), cancellationToken);
        if (table is null)
        {
            faults.Add($"table {name}");
            return null;
        }

        faults.AddRange(columns.Where(c => !table.Columns.ContainsKey(c)).Distinct().Select(c => $"column {name}.{c}"));
        return table;
    }
}
