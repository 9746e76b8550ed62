using System.Collections.Immutable;
using System.Data.Common;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Settings;
using Prov.Connectors.Sql.Dialects;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Sql;

/// <summary>Accounts as rows of any table of a PostgreSQL or SQLite database, entitlements as rows of a membership table.</summary>
public sealed class SqlConnectorFactory : IConnectorFactory
{
    private static readonly string[] _passwordKeys = ["password", "pwd", "ssl password"];

    public string Kind => "sql";

    public bool DeliversSecrets => true;

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        new("provider", true, "The kind of database.") { Allowed = ["postgresql", "sqlite"] },
        new("connectionString", true, "How to reach the database, or a secret reference to it (required when it holds a password)."),
        new("accountTable", true, "Table of the accounts, as table or schema.table; case counts."),
        new("nameColumn", true, "Column of the account's unique name."),
        new("keyColumn", false, "Column of the row's unchanging key; default nameColumn."),
        new("enabledColumn", false, "Column of the account's state; without it accounts cannot be disabled."),
        new("enabledValue", false, "Value of enabledColumn for an enabled account; default true."),
        new("disabledValue", false, "Value of enabledColumn for a disabled account; default false."),
        new("secretColumn", false, "Column that takes the first secret of an account; needed with initialSecret. Hash it in the database."),
        new("membershipTable", false, "Table with one row for each account and entitlement; without it there are no entitlements."),
        new("membershipAccountColumn", false, "Column of membershipTable that refers to the account."),
        new("membershipEntitlementColumn", false, "Column of membershipTable with the entitlement."),
        new("membershipAccountBy", false, "What membershipAccountColumn holds; default key.") { Allowed = ["key", "name"] },
        new("entitlementTable", false, "Table of the rights that can be held; default the distinct entitlements of membershipTable."),
        new("entitlementColumn", false, "Column of entitlementTable with the entitlement."),
        new("entitlementNameColumn", false, "Column of entitlementTable with the name for people; default entitlementColumn."),
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        return
        [
            .. CheckConnectionString(settings.Text("connectionString")),
            .. Companions(settings, "membershipTable", "membershipAccountColumn", "membershipEntitlementColumn"),
            .. Companions(settings, "entitlementTable", "entitlementColumn"),
            .. CheckSecret(target, settings),
            .. target.Mappings.Select(m => m.Attribute).Where(a => IsReserved(settings, a)).Distinct().Select(
                a => new SettingFault("mappings", "ATTRIBUTE_RESERVED", $"The column {a} holds the account's name, key, state or secret and cannot be mapped.")),
        ];
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = SqlSettings.Read(target);
        var text = new TargetSettings(target).Text("connectionString");
        string Resolve() => SecretReference.Is(text) ? secrets.Resolve(text) : text;
        ISqlDialect dialect = target.Settings["provider"] == "sqlite"
            ? new SqliteDialect(Resolve, settings.Timeout)
            : new PostgreSqlDialect(Resolve, settings.Timeout, target.Limits.Concurrency);
        return new SqlConnector(settings, dialect);
    }

    private static bool IsReserved(TargetSettings settings, string column) =>
        column == settings.Text("nameColumn") || column == settings.Find("keyColumn") || column == settings.Find("enabledColumn")
        || column == settings.Find("secretColumn");

    private static IEnumerable<SettingFault> CheckSecret(TargetSystem target, TargetSettings settings) =>
        target.InitialSecret is not null && settings.Find("secretColumn") is null
            ? [new("secretColumn", "SETTING_MISSING", "initialSecret needs secretColumn beside it.")]
            : [];

    private static IEnumerable<SettingFault> CheckConnectionString(string text)
    {
        if (SecretReference.Is(text))
        {
            yield break;
        }

        if (!TryParse(text, out var builder))
        {
            yield return new("connectionString", "SETTING_MALFORMED", "connectionString is a list of key=value pairs with semicolons between.");
        }
        else if (_passwordKeys.Any(builder.ContainsKey))
        {
            yield return new("connectionString", "SECRET_IN_PLAIN_TEXT", "connectionString holds a password. Put it elsewhere and refer to it as env:NAME or file:PATH.");
        }
    }

    private static bool TryParse(string text, out DbConnectionStringBuilder builder)
    {
        builder = [];
        try
        {
            builder.ConnectionString = text;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<SettingFault> Companions(TargetSettings settings, string leader, params string[] companions) =>
        companions.Where(c => settings.Find(leader) is not null && settings.Find(c) is null)
            .Select(c => new SettingFault(c, "SETTING_MISSING", $"{leader} needs {c} beside it."));
}
