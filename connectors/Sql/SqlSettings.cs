using System.Collections.Immutable;
using Prov.Connectors.Settings;
using Prov.Connectors.Sql.Changes;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Sql;

/// <summary>A target's settings, read.</summary>
internal sealed record SqlSettings
{
    public required string AccountTable { get; init; }

    public required string NameColumn { get; init; }

    public required string KeyColumn { get; init; }

    public SqlEnabledSettings? Enabled { get; init; }

    /// <summary>Column of the first secret of a new account; null when there is none.</summary>
    public string? SecretColumn { get; init; }

    public SqlMembershipSettings? Membership { get; init; }

    public SqlEntitlementSettings? Entitlement { get; init; }

    /// <summary>Attributes whose values are rows of other tables, in order of their names.</summary>
    public ImmutableArray<SqlSatelliteSettings> Satellites { get; init; } = [];

    public required SqlProcedureSettings Procedures { get; init; }

    /// <summary>Null when nothing tells what changed since.</summary>
    public SqlChangeSettings? Changes { get; init; }

    /// <summary>Columns of the account table that the target's mappings fill.</summary>
    public required ImmutableArray<string> ManagedColumns { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Every column of the account table that is named anywhere.</summary>
    public ImmutableArray<string> AccountColumns =>
        [NameColumn, KeyColumn, .. new[] { Enabled?.Column, SecretColumn, ChangedColumn }.OfType<string>(), .. ManagedColumns];

    private string? ChangedColumn => Changes is { Table: null } changes ? changes.OrderColumn : null;

    /// <summary>The account's name, key, state, secret and last change are not attributes.</summary>
    public bool IsReserved(string column) =>
        column == NameColumn || column == KeyColumn || column == Enabled?.Column || column == SecretColumn || column == ChangedColumn;

    public static SqlSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var name = settings.Text("nameColumn");
        ImmutableArray<SqlSatelliteSettings> satellites =
            [.. SqlSatelliteSettings.Parse(settings.Text("satellites", ""))!.Value.OrderBy(s => s.Attribute, StringComparer.Ordinal)];
        return new()
        {
            AccountTable = settings.Text("accountTable"),
            NameColumn = name,
            KeyColumn = settings.Text("keyColumn", name),
            Enabled = settings.Find("enabledColumn") is { } enabled
                ? new(enabled, settings.Text("enabledValue", "true"), settings.Text("disabledValue", "false"))
                : null,
            SecretColumn = settings.Find("secretColumn"),
            Membership = settings.Find("membershipTable") is { } table
                ? new(table, settings.Text("membershipAccountColumn"), settings.Text("membershipEntitlementColumn"), settings.Text("membershipAccountBy", "key") == "name")
                : null,
            Entitlement = settings.Find("entitlementTable") is { } rights
                ? new(rights, settings.Text("entitlementColumn"), settings.Text("entitlementNameColumn", settings.Text("entitlementColumn")))
                : null,
            Changes = SqlChangeSettings.Read(settings),
            Procedures = new(settings.Find("createProcedure"), settings.Find("updateProcedure"), settings.Find("deleteProcedure")),
            Satellites = satellites,
            ManagedColumns = [.. Managed(target).Distinct().Except(satellites.Select(s => s.Attribute)).Order(StringComparer.Ordinal)],
            Timeout = target.Limits.Timeout,
        };
    }

    private static IEnumerable<string> Managed(TargetSystem target)
    {
        var mapped = target.Mappings.Select(m => m.Attribute);
        return target.OwnershipAttribute is { } ownership ? mapped.Append(ownership) : mapped;
    }
}

/// <summary>Where the account's state is kept.</summary>
internal sealed record SqlEnabledSettings(string Column, string EnabledValue, string DisabledValue);

/// <summary>Where entitlements are kept, one row for each account and entitlement.</summary>
/// <param name="ByName">The account column holds the account's name, not its key.</param>
internal sealed record SqlMembershipSettings(string Table, string AccountColumn, string EntitlementColumn, bool ByName);

/// <summary>Where the rights that can be held are listed.</summary>
internal sealed record SqlEntitlementSettings(string Table, string Column, string NameColumn);
