using System.Globalization;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Connectors.Sql.Statements;

namespace Prov.Connectors.Sql.Changes;

/// <summary>Builds the statements that tell what changed.</summary>
internal sealed class ChangeStatements(ISqlDialect dialect, SqlSettings settings, SqlChangeSettings changes, SqlCatalogue catalogue)
{
    public const int PageSize = 500;

    private SqlTable Source => catalogue.Changes ?? catalogue.Accounts;

    private SqlColumn Order => Source[changes.OrderColumn];

    private SqlColumn Key => Source[changes.KeyColumn ?? settings.KeyColumn];

    private string Alias => catalogue.Changes is null ? "a" : "c";

    /// <summary>One row: where the next round begins, and whether the given place is older than what is kept or lies in the future.</summary>
    public SqlStatement Place(string? from)
    {
        var statement = new SqlStatement(dialect);
        var (latest, begin) = Order.Kind == SqlKind.Timestamp
            ? (dialect.SecondsAgo(Order, -changes.Overlap), dialect.SecondsAgo(Order, changes.Overlap))
            : (Highest(0), Highest(changes.Overlap));
        var isLost = from is null ? "1 = 0" : $"{statement.Bind(Order, from)} > {latest}";
        if (from is not null && changes.Kept is { } kept && Order.Kind == SqlKind.Timestamp)
        {
            isLost += $" OR {statement.Bind(Order, from)} < {dialect.SecondsAgo(Order, (long)kept.TotalSeconds)}";
        }

        statement.Text = $"SELECT {dialect.AsText(begin)}, CASE WHEN {isLost} THEN 1 ELSE 0 END";
        return statement;
    }

    /// <summary>Rows of place, key, and the account as <see cref="AccountRow"/> reads it, which is all NULL when it is gone.</summary>
    public SqlStatement Page(SqlChangeToken token)
    {
        var accounts = new AccountStatements(dialect, settings, catalogue);
        var statement = new SqlStatement(dialect);
        var (order, key) = ($"{Alias}.{Order.Quoted}", $"{Alias}.{Key.Quoted}");
        var columns = accounts.Columns(statement);
        var from = catalogue.Changes is null
            ? $"{Source.Name.Quoted} AS a"
            : $"{Source.Name.Quoted} AS c LEFT JOIN {catalogue.Accounts.Name.Quoted} AS a ON a.{catalogue.Accounts[settings.KeyColumn].Quoted} = {key}";
        var where = $"{order} >= {statement.Bind(Order, token.From)}";
        if (token.Key is not null)
        {
            where += $" AND ({order} > {statement.Bind(Order, token.From)} OR {key} > {statement.Bind(Key, token.Key)})";
        }

        statement.Text =
            $"SELECT {dialect.AsText(order)}, {dialect.AsText(key)}, {columns} FROM {from} WHERE {where} ORDER BY {order}, {key}"
            + $" LIMIT {PageSize.ToString(CultureInfo.InvariantCulture)}";
        return statement;
    }

    private string Highest(int less) =>
        $"(SELECT coalesce(max(h.{Order.Quoted}), 0) - {less.ToString(CultureInfo.InvariantCulture)} FROM {Source.Name.Quoted} AS h)";
}
