using Prov.Connectors.Capabilities;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Statements;

/// <summary>Builds the statements on the account table.</summary>
internal sealed class AccountStatements(ISqlDialect dialect, SqlSettings settings, SqlCatalogue catalogue)
{
    private SqlTable Accounts => catalogue.Accounts;

    private SqlColumn Name => Accounts[settings.NameColumn];

    private SqlColumn Key => Accounts[settings.KeyColumn];

    public SqlStatement Insert(NewAccount account)
    {
        var statement = new SqlStatement(dialect);
        var cells = new List<(SqlColumn Column, Value Value)> { (Name, Value.From(account.Name)) };
        cells.AddRange(Cells(account.Attributes.Where(a => !a.Value.IsNull)));
        if (settings.Enabled is not null)
        {
            cells.Add(EnabledCell(account.Enabled));
        }

        if (account.InitialSecret is { } secret && settings.SecretColumn is { } column)
        {
            cells.Add((Accounts[column], Value.From(secret.Reveal())));
        }

        var columns = string.Join(", ", cells.Select(c => c.Column.Quoted));
        var values = string.Join(", ", cells.Select(c => statement.Bind(c.Column, c.Value)));
        statement.Text = $"INSERT INTO {Accounts.Name.Quoted} ({columns}) VALUES ({values})";
        return statement;
    }

    /// <summary>Changes the columns that the change names and gives one row when the account is there.</summary>
    public SqlStatement Update(AccountLocator locator, AccountChange change)
    {
        var statement = new SqlStatement(dialect) { FindsAccount = true };
        var cells = Cells(change.Set).ToList();
        if (change.Name is { } name)
        {
            cells.Add((Name, Value.From(name)));
        }

        if (change.Enabled is { } enabled)
        {
            cells.Add(EnabledCell(enabled));
        }

        var assignments = string.Join(", ", cells.Select(c => $"{c.Column.Quoted} = {statement.Bind(c.Column, c.Value)}"));
        var where = Where(statement, locator);
        statement.Text = cells.Count == 0
            ? $"SELECT 1 FROM {Accounts.Name.Quoted} AS a WHERE {where}"
            : $"UPDATE {Accounts.Name.Quoted} AS a SET {assignments} WHERE {where}{dialect.GivingRows}";
        return statement;
    }

    public SqlStatement Delete(AccountLocator locator)
    {
        var statement = new SqlStatement(dialect);
        statement.Text = $"DELETE FROM {Accounts.Name.Quoted} WHERE {Where(statement, locator, "")}";
        return statement;
    }

    public SqlStatement Select(AccountLocator locator)
    {
        var statement = SelectAll();
        statement.Text += $" WHERE {Where(statement, locator)}";
        return statement;
    }

    /// <summary>Columns as <see cref="AccountRow"/> reads them: key, name, enabled, entitlements, then the managed columns.</summary>
    public SqlStatement SelectAll()
    {
        var statement = new SqlStatement(dialect);
        statement.Text = $"SELECT {Columns(statement)} FROM {Accounts.Name.Quoted} AS a";
        return statement;
    }

    /// <summary>The columns of an account that is called <c>a</c>, as <see cref="AccountRow"/> reads them.</summary>
    public string Columns(SqlStatement statement)
    {
        var managed = string.Concat(catalogue.Managed.Select(c => $", {dialect.Selected(c, $"a.{c.Quoted}")}"));
        var satellites = string.Concat(settings.Satellites.Zip(catalogue.Satellites, (s, table) => $", {Held(s.Rows, table)}"));
        return $"{dialect.AsText($"a.{Key.Quoted}")}, {dialect.AsText($"a.{Name.Quoted}")}, {IsEnabled(statement)}, {Entitlements()}{managed}{satellites}";
    }

    /// <summary>The condition on <c>a</c> that finds the account: by its key when known, else by its name.</summary>
    public string Where(SqlStatement statement, AccountLocator locator, string alias = "a.") => locator.NativeId is { } key
        ? $"{alias}{Key.Quoted} = {statement.Bind(Key, key)}"
        : $"{alias}{Name.Quoted} = {statement.Bind(Name, locator.Name)}";

    private string IsEnabled(SqlStatement statement)
    {
        if (settings.Enabled is not { } enabled)
        {
            return "1";
        }

        var column = Accounts[enabled.Column];
        return $"CASE WHEN a.{column.Quoted} = {statement.Bind(column, enabled.EnabledValue)} THEN 1 ELSE 0 END";
    }

    private string Entitlements() => settings.Membership is { } membership ? Held(membership, catalogue.Memberships!) : "'[]'";

    private string Held(SqlMembershipSettings rows, SqlTable table)
    {
        var account = rows.ByName ? Name : Key;
        var held = $"m.{table[rows.EntitlementColumn].Quoted}";
        return $"(SELECT {dialect.AsJsonArray(held)} FROM {table.Name.Quoted} AS m WHERE m.{table[rows.AccountColumn].Quoted} = a.{account.Quoted})";
    }

    private IEnumerable<(SqlColumn Column, Value Value)> Cells(IEnumerable<KeyValuePair<string, Value>> attributes) =>
        attributes.Where(a => settings.Satellites.All(s => s.Attribute != a.Key)).Select(a => (Column(a.Key), a.Value));

    private SqlColumn Column(string attribute) => settings.IsReserved(attribute) || !Accounts.Columns.TryGetValue(attribute, out var column)
        ? throw Outcomes.SqlFaultException.Refused("COLUMN_UNKNOWN", $"The attribute {attribute} has no column of its own. Correct the target's mappings.")
        : column;

    private (SqlColumn Column, Value Value) EnabledCell(bool enabled)
    {
        var state = settings.Enabled ?? throw Outcomes.SqlFaultException.Refused(
            "DISABLE_NOT_SUPPORTED", "The target has no enabledColumn, so accounts cannot be disabled. Set it, or let accounts be deleted.");
        return (Accounts[state.Column], Value.From(enabled ? state.EnabledValue : state.DisabledValue));
    }
}
