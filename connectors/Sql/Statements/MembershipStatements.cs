using Prov.Connectors.Capabilities;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;

namespace Prov.Connectors.Sql.Statements;

/// <summary>
/// Builds the statements on a table with one row for each account and entitlement, or for each account and value of an attribute. Each
/// finds the account itself, so that a missing account changes nothing.
/// </summary>
internal sealed class MembershipStatements(
    ISqlDialect dialect, SqlMembershipSettings settings, SqlTable table, SqlSettings all, SqlCatalogue catalogue)
{
    private readonly AccountStatements _accounts = new(dialect, all, catalogue);

    private SqlTable Table => table;

    private SqlColumn Account => Table[settings.AccountColumn];

    private SqlColumn Entitlement => Table[settings.EntitlementColumn];

    private SqlColumn Referred => catalogue.Accounts[settings.ByName ? all.NameColumn : all.KeyColumn];

    public SqlStatement Add(AccountLocator locator, IEnumerable<string> entitlements)
    {
        var statement = new SqlStatement(dialect);
        var rows = statement.BindRows(Entitlement, entitlements.Distinct(StringComparer.Ordinal));
        // The search for what is there keeps this repeatable where the table has no unique index; the clause covers a race where it has.
        statement.Text =
            $"INSERT INTO {Table.Name.Quoted} ({Account.Quoted}, {Entitlement.Quoted})"
            + $" SELECT a.{Referred.Quoted}, e.value FROM {catalogue.Accounts.Name.Quoted} AS a, {rows} AS e"
            + $" WHERE {_accounts.Where(statement, locator)} AND NOT EXISTS (SELECT 1 FROM {Table.Name.Quoted} AS m"
            + $" WHERE m.{Account.Quoted} = a.{Referred.Quoted} AND m.{Entitlement.Quoted} = e.value)"
            + dialect.UnlessThere(Account);
        return statement;
    }

    public SqlStatement Remove(AccountLocator locator, IEnumerable<string> entitlements)
    {
        var statement = new SqlStatement(dialect);
        var rows = statement.BindRows(Entitlement, entitlements);
        statement.Text = $"{RemoveFrom(statement, locator)} AND {Entitlement.Quoted} IN (SELECT e.value FROM {rows} AS e)";
        return statement;
    }

    /// <summary>Removes all but these.</summary>
    public SqlStatement RemoveOthers(AccountLocator locator, IEnumerable<string> values)
    {
        var statement = new SqlStatement(dialect);
        statement.Text = $"{RemoveFrom(statement, locator)} AND {Entitlement.Quoted} NOT IN (SELECT e.value FROM {statement.BindRows(Entitlement, values)} AS e)";
        return statement;
    }

    public SqlStatement RemoveAll(AccountLocator locator)
    {
        var statement = new SqlStatement(dialect);
        statement.Text = RemoveFrom(statement, locator);
        return statement;
    }

    /// <summary>Follows a rename where memberships hold names; null where they hold keys.</summary>
    public SqlStatement? Rename(AccountLocator locator, string name)
    {
        if (!settings.ByName)
        {
            return null;
        }

        var statement = new SqlStatement(dialect);
        statement.Text = $"UPDATE {Table.Name.Quoted} SET {Account.Quoted} = {statement.Bind(Account, name)} WHERE {Account.Quoted} = {statement.Bind(Account, locator.Name)}";
        return statement;
    }

    private string RemoveFrom(SqlStatement statement, AccountLocator locator) =>
        $"DELETE FROM {Table.Name.Quoted} WHERE {Account.Quoted} ="
        + $" (SELECT a.{Referred.Quoted} FROM {catalogue.Accounts.Name.Quoted} AS a WHERE {_accounts.Where(statement, locator)})";
}
