using System.Collections.Immutable;
using Prov.Connectors.Ldap.Directory;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Ldap;

/// <summary>A target's settings, read.</summary>
internal sealed record LdapSettings
{
    private static readonly string[] _alwaysBinary = ["jpegPhoto", "thumbnailPhoto", "objectSid"];

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required LdapSecurity Security { get; init; }

    /// <summary>PEM file of the authorities that are trusted; null for those of the machine.</summary>
    public string? CaFile { get; init; }

    public required string BindDn { get; init; }

    public required string BaseDn { get; init; }

    public required bool IsActiveDirectory { get; init; }

    /// <summary>Attribute of the account's unique name.</summary>
    public required string NameAttribute { get; init; }

    /// <summary>Attribute that names the entry within its unit; often the one of the name.</summary>
    public required string RdnAttribute { get; init; }

    public required string UnitAttribute { get; init; }

    /// <summary>Null when new accounts get no secret.</summary>
    public string? SecretAttribute { get; init; }

    public required ImmutableArray<string> ObjectClasses { get; init; }

    public required LdapEntryId EntryId { get; init; }

    public required ILdapAccountState State { get; init; }

    public LdapGroupSettings? Groups { get; init; }

    public required ImmutableHashSet<string> BinaryAttributes { get; init; }

    /// <summary>Attributes that the target's mappings fill.</summary>
    public required ImmutableArray<string> ManagedAttributes { get; init; }

    public required int Connections { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required LdapChanges Changes { get; init; }

    /// <summary>Where the log of accesses is.</summary>
    public required string AccessLogDn { get; init; }

    /// <summary>True when a mapping, not the account's name, names the entry within its unit.</summary>
    public bool IsRdnMapped => NameAttribute != RdnAttribute && ManagedAttributes.Contains(RdnAttribute, StringComparer.OrdinalIgnoreCase);

    public bool IsReserved(string attribute) =>
        new[] { NameAttribute, State.Attribute, SecretAttribute, EntryId.Attribute, "objectClass", "memberOf" }.Contains(attribute, StringComparer.OrdinalIgnoreCase);

    public static LdapSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var security = SecurityOf(settings);
        var isActiveDirectory = settings.Text("dialect", "openLdap") == "activeDirectory";
        var rdn = settings.Text("rdnAttribute", isActiveDirectory ? "cn" : "uid");
        var mapped = target.Mappings.Select(m => m.Attribute).Concat(target.OwnershipAttribute is { } ownership ? [ownership] : Array.Empty<string>());
        return new()
        {
            Host = settings.Text("host"),
            Port = settings.Number("port", security == LdapSecurity.Ldaps ? 636 : 389),
            Security = security,
            CaFile = settings.Find("caFile"),
            BindDn = settings.Text("bindDn"),
            BaseDn = settings.Text("baseDn"),
            IsActiveDirectory = isActiveDirectory,
            NameAttribute = settings.Text("nameAttribute", isActiveDirectory ? "sAMAccountName" : rdn),
            RdnAttribute = rdn,
            UnitAttribute = settings.Text("unitAttribute", "ou"),
            SecretAttribute = target.InitialSecret is null ? null : settings.Text("secretAttribute", isActiveDirectory ? "unicodePwd" : "userPassword"),
            ObjectClasses = settings.List("objectClasses") is { IsEmpty: false } named ? named : [isActiveDirectory ? "user" : "inetOrgPerson"],
            EntryId = isActiveDirectory ? LdapEntryId.ObjectGuid : LdapEntryId.Uuid(settings.Text("idAttribute", "entryUUID")),
            State = StateOf(settings, isActiveDirectory),
            Groups = LdapGroupSettings.Read(settings, isActiveDirectory),
            BinaryAttributes = [.. settings.List("binaryAttributes"), .. _alwaysBinary],
            ManagedAttributes = [.. mapped.Distinct(StringComparer.OrdinalIgnoreCase)],
            Connections = Math.Min(target.Limits.Concurrency, settings.Number("connections", 4)),
            Timeout = target.Limits.Timeout,
            Changes = Enum.Parse<LdapChanges>(settings.Text("changes", "none"), ignoreCase: true),
            AccessLogDn = settings.Text("accessLogDn", "cn=accesslog"),
        };
    }

    private static ILdapAccountState StateOf(TargetSettings settings, bool isActiveDirectory) => isActiveDirectory && settings.Find("enabledAttribute") is null
        ? new UserAccountControl()
        : new LdapAttributeState(
            settings.Text("enabledAttribute", "pwdAccountLockedTime"), settings.Find("enabledValue"), settings.Text("disabledValue", "000001010000Z"));

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

/// <summary>How changes are read.</summary>
internal enum LdapChanges
{
    None,
    Syncrepl,
    AccessLog,
    ModifyTimestamp,
    DirSync,
    UsnChanged,
}
