using Prov.Connectors.Capabilities;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Connectors.Sql.Outcomes;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Statements;

/// <summary>What one write does to all tables of an account, in order.</summary>
internal sealed class WriteStatements(ISqlDialect dialect, SqlSettings settings, SqlCatalogue catalogue)
{
    private AccountStatements Accounts => new(dialect, settings, catalogue);

    private MembershipStatements Memberships => settings.Membership is { } membership
        ? new(dialect, membership, catalogue.Memberships!, settings, catalogue)
        : throw SqlFaultException.Refused("ENTITLEMENTS_NOT_SUPPORTED", "The target has no membershipTable. Set it, or grant no entitlements here.");

    public IReadOnlyList<SqlStatement> Create(NewAccount account)
    {
        CheckState(account.Enabled);
        var locator = new AccountLocator(account.Name, null);
        return
        [
            Accounts.Insert(account),
            .. Satellites(account.Attributes).Where(s => !s.Value.IsNull).Select(s => s.Statements.Add(locator, Texts(s.Value))),
            .. account.Entitlements.IsEmpty ? [] : new[] { Memberships.Add(locator, account.Entitlements) },
        ];
    }

    public IReadOnlyList<SqlStatement> Update(AccountLocator locator, AccountChange change) =>
    [
        .. Satellites(change.Set).SelectMany(s => Replace(s.Statements, locator, s.Value)),
        .. change.Remove.IsEmpty ? [] : new[] { Memberships.Remove(locator, change.Remove) },
        .. change.Add.IsEmpty ? [] : new[] { Memberships.Add(locator, change.Add) },

        // Last, because a rename would hide the account from the statements before it.
        Accounts.Update(locator, change),
        .. change.Name is { } name && settings.Membership is not null && Memberships.Rename(locator, name) is { } rename ? [rename] : Array.Empty<SqlStatement>(),
    ];

    public IReadOnlyList<SqlStatement> Delete(AccountLocator locator) =>
    [
        .. settings.Satellites.Zip(catalogue.Satellites, (s, table) => Of(s, table).RemoveAll(locator)),
        .. settings.Membership is null ? [] : new[] { Memberships.RemoveAll(locator) },
        Accounts.Delete(locator),
    ];

    // Just what differs, so that triggers and readers see no row go and come again.
    private static IEnumerable<SqlStatement> Replace(MembershipStatements rows, AccountLocator locator, Value value) => value.IsNull
        ? [rows.RemoveAll(locator)]
        : [rows.RemoveOthers(locator, Texts(value)), rows.Add(locator, Texts(value))];

    private static IEnumerable<string> Texts(Value value) => value.AsValues().Select(v => v.ToString());

    private IEnumerable<(MembershipStatements Statements, Value Value)> Satellites(IReadOnlyDictionary<string, Value> attributes) =>
        settings.Satellites.Zip(catalogue.Satellites)
            .Where(s => attributes.ContainsKey(s.First.Attribute))
            .Select(s => (Of(s.First, s.Second), attributes[s.First.Attribute]));

    private MembershipStatements Of(SqlSatelliteSettings satellite, SqlTable table) => new(dialect, satellite.Rows, table, settings, catalogue);

    private void CheckState(bool enabled)
    {
        if (!enabled && settings.Enabled is null)
        {
            throw SqlFaultException.Refused("DISABLE_NOT_SUPPORTED", "The target has no enabledColumn, so a disabled account cannot be made.");
        }
    }
}
