using System.Collections.Immutable;
using System.Data.Common;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Settings;
using Prov.Connectors.Sql.Changes;
using Prov.Connectors.Sql.Dialects;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Sql;

/// <summary>Accounts as rows of any table of a PostgreSQL, SQLite, MySQL or MariaDB database, entitlements as rows of a membership table.</summary>
public sealed class SqlConnectorFactory : IConnectorFactory
{
    private static readonly string[] _passwordKeys = ["password", "pwd", "ssl password"];

    public string Kind => "sql";

    public bool DeliversSecrets => true;

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        new("provider", true, "The kind of database; mysql is MySQL and MariaDB.") { Allowed = ["postgresql", "sqlite", "mysql"] },
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
        new("satellites", false, "Attributes with values in other tables, as attribute=table(accountKeyColumn, valueColumn) with semicolons between."),
        new("createProcedure", false, "Procedure that creates an account in the place of statements; gets it as JSON. README.md shows the form."),
        new("updateProcedure", false, "Procedure that changes an account; gets the account's key, and the change as JSON."),
        new("deleteProcedure", false, "Procedure that deletes an account; gets the account's key."),
        new("changedColumn", false, "Column of the account table with the instant or number of the row's last change, indexed: a change feed without deletions."),
        new("changeTable", false, "Table that triggers fill with one row for each change, as README.md shows: a change feed with deletions."),
        new("changeTableKeyColumn", false, "Column of changeTable with the key of the account."),
        new("changeTableOrderColumn", false, "Column of changeTable with the instant or number of the change, indexed."),
        new("changeTableKeptHours", false, "For how many hours changeTable keeps its rows, 1 to 87600; without it, nothing may be deleted from it."),
        new("changeOverlap", false, "Longest transaction that writes accounts: seconds, or so many numbers; 0 to 86400, default 60."),
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
            .. Companions(settings, "changeTable", "changeTableKeyColumn", "changeTableOrderColumn"),
            .. CheckChanges(settings),
            .. SqlSatelliteSettings.Parse(settings.Text("satellites", "")) is null
                ? [new SettingFault("satellites", "SETTING_MALFORMED", "satellites reads attribute=table(accountKeyColumn, valueColumn), with semicolons between.")]
                : Array.Empty<SettingFault>(),
            .. settings.Text("provider") == "sqlite"
                ? new[] { "createProcedure", "updateProcedure", "deleteProcedure" }.Where(p => settings.Find(p) is not null)
                    .Select(p => new SettingFault(p, "NOT_SUPPORTED", "SQLite has no procedures. Take the setting out."))
                : [],
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
        ISqlDialect dialect = target.Settings["provider"] switch
        {
            "sqlite" => new SqliteDialect(Resolve, settings.Timeout),
            "mysql" => new MySqlDialect(Resolve, settings.Timeout, target.Limits.Concurrency),
            _ => new PostgreSqlDialect(Resolve, settings.Timeout, target.Limits.Concurrency),
        };
        return settings.Changes is { } changes ? new SqlChangeConnector(settings, changes, dialect) : new SqlConnector(settings, dialect);
    }

    private static bool IsReserved(TargetSettings settings, string column) =>
        column == settings.Text("nameColumn") || column == settings.Find("keyColumn") || column == settings.Find("enabledColumn")
        || column == settings.Find("secretColumn") || column == settings.Find("changedColumn");

    private static IEnumerable<SettingFault> CheckChanges(TargetSettings settings)
    {
        SettingFault?[] numbers =
        [
            settings.CheckNumber("changeOverlap", 0, SqlChangeSettings.MostOverlap),
            settings.CheckNumber("changeTableKeptHours", 1, SqlChangeSettings.MostKeptHours),
        ];
        var both = settings.Find("changedColumn") is not null && settings.Find("changeTable") is not null;
        return numbers.OfType<SettingFault>().Concat(
            both ? [new("changedColumn", "SETTINGS_EXCLUDE_EACH_OTHER", "Set changedColumn or changeTable, not both: changeTable tells more.")] : []);
    }

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
