using System.Collections.Immutable;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Ldap;

/// <summary>A target's settings, read.</summary>
internal sealed record LdapSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required LdapSecurity Security { get; init; }

    /// <summary>PEM file of the authorities that are trusted; null for those of the machine.</summary>
    public string? CaFile { get; init; }

    public required string BindDn { get; init; }

    public required string BaseDn { get; init; }

    public required string RdnAttribute { get; init; }

    public required string UnitAttribute { get; init; }

    /// <summary>Null when new accounts get no secret.</summary>
    public string? SecretAttribute { get; init; }

    public required ImmutableArray<string> ObjectClasses { get; init; }

    public required string EnabledAttribute { get; init; }

    /// <summary>Null: an enabled account does not have the attribute.</summary>
    public string? EnabledValue { get; init; }

    public required string DisabledValue { get; init; }

    public LdapGroupSettings? Groups { get; init; }

    public required ImmutableHashSet<string> BinaryAttributes { get; init; }

    /// <summary>Attributes that the target's mappings fill.</summary>
    public required ImmutableArray<string> ManagedAttributes { get; init; }

    public required int Connections { get; init; }

    public required TimeSpan Timeout { get; init; }

    public bool IsReserved(string attribute) => new[] { RdnAttribute, EnabledAttribute, SecretAttribute, "objectClass", "entryUUID" }.Contains(attribute, StringComparer.OrdinalIgnoreCase);

    public static LdapSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var security = SecurityOf(settings);
        var mapped = target.Mappings.Select(m => m.Attribute).Concat(target.OwnershipAttribute is { } ownership ? [ownership] : Array.Empty<string>());
        return new()
        {
            Host = settings.Text("host"),
            Port = settings.Number("port", security == LdapSecurity.Ldaps ? 636 : 389),
            Security = security,
            CaFile = settings.Find("caFile"),
            BindDn = settings.Text("bindDn"),
            BaseDn = settings.Text("baseDn"),
            RdnAttribute = settings.Text("rdnAttribute", "uid"),
            UnitAttribute = settings.Text("unitAttribute", "ou"),
            SecretAttribute = target.InitialSecret is null ? null : settings.Text("secretAttribute", "userPassword"),
            ObjectClasses = settings.List("objectClasses") is { IsEmpty: false } named ? named : ["inetOrgPerson"],
            EnabledAttribute = settings.Text("enabledAttribute", "pwdAccountLockedTime"),
            EnabledValue = settings.Find("enabledValue"),
            DisabledValue = settings.Text("disabledValue", "000001010000Z"),
            Groups = LdapGroupSettings.Read(settings),
            BinaryAttributes = [.. settings.List("binaryAttributes").Append("jpegPhoto")],
            ManagedAttributes = [.. mapped.Distinct(StringComparer.OrdinalIgnoreCase)],
            Connections = Math.Min(target.Limits.Concurrency, settings.Number("connections", 4)),
            Timeout = target.Limits.Timeout,
        };
    }

    public static LdapSecurity SecurityOf(TargetSettings settings) => settings.Text("security", "ldaps") switch
    {
        "none" => LdapSecurity.None,
        "startTls" => LdapSecurity.StartTls,
        _ => LdapSecurity.Ldaps,
    };
}

/// <summary>How the connection is protected.</summary>
internal enum LdapSecurity
{
    Ldaps,
    StartTls,
    None,
}
