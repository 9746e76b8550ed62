using System.Collections.Immutable;
using System.Net;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Ldap;

/// <summary>Accounts as entries of an LDAP version 3 directory (RFC 4510), entitlements as membership of groups. Made for OpenLDAP and Active Directory.</summary>
public sealed class LdapConnectorFactory : IConnectorFactory
{
    private const int MaxPort = 65535;
    private const int MaxConnections = 64;

    public string Kind => "ldap";

    public bool PlacesAccounts => true;

    public bool DeliversSecrets => true;

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        new("host", true, "Name or address of the server; its certificate must name it."),
        new("port", false, "TCP port; default 636 for ldaps, else 389."),
        new("security", false, "ldaps, startTls, or none (only to the own machine); default ldaps.") { Allowed = ["ldaps", "startTls", "none"] },
        new("caFile", false, "PEM file of the authorities that are trusted; default those of the machine."),
        new("bindDn", true, "Name to sign in with."),
        new("bindPassword", true, "Password to sign in with.") { Secret = true },
        new("dialect", false, "openLdap or activeDirectory; default openLdap.") { Allowed = ["openLdap", "activeDirectory"] },
        new("baseDn", true, "Entry right below which accounts are made, and below which they are found."),
        new("nameAttribute", false, "Attribute of the account's unique name; default that of rdnAttribute, sAMAccountName in Active Directory."),
        new("rdnAttribute", false, "Attribute that names the entry in its unit, mapped or the account's name; default uid, cn in Active Directory."),
        new("idAttribute", false, "Operational attribute with the unchanging id; default entryUUID. Active Directory: always objectGUID."),
        new("objectClasses", false, "Object classes of a new account with commas between, the first marks an account; default inetOrgPerson, user in Active Directory."),
        new("enabledAttribute", false, "Attribute of the account's state; default pwdAccountLockedTime (needs the password policy overlay), a flag of userAccountControl in Active Directory."),
        new("enabledValue", false, "Its value in an enabled account; default: the attribute is absent."),
        new("disabledValue", false, "Its value in a disabled account; default 000001010000Z, locked for good."),
        new("groupBaseDn", false, "Entry below which the groups are; without it there are no entitlements."),
        new("groupClass", false, "Object class of groups; default groupOfNames, group in Active Directory."),
        new("groupRdnAttribute", false, "Attribute of a group's name; default cn."),
        new("memberAttribute", false, "Attribute of a group with its members' distinguished names; default member."),
        new("memberOfAttribute", false, "Attribute of an account with its groups, or none; default none: groups are searched. Active Directory: memberOf."),
        new("entitlementForm", false, "What names an entitlement: the group's name or its dn; default name.") { Allowed = ["name", "dn"] },
        new("emptyMember", false, "Distinguished name that stands in a group without members where the object class wants one."),
        new("binaryAttributes", false, "Attributes that hold octets, with commas between; jpegPhoto always does."),
        new("unitAttribute", false, "Attribute that names an organisational unit; default ou. Units must exist."),
        new("secretAttribute", false, "Attribute that takes the first secret of an account; default userPassword, unicodePwd in Active Directory."),
        new("changes", false, "How changes are followed: syncrepl (accounts), accesslog (and memberships), modifyTimestamp (not deletions), dirSync, usnChanged or none; default none.")
        {
            Allowed = ["none", "syncrepl", "accesslog", "modifyTimestamp", "dirSync", "usnChanged"],
        },
        new("accessLogDn", false, "Suffix of the log that changes accesslog reads; default cn=accesslog."),
        new("connections", false, "Most connections of one silo, 1 to 64; default 4."),
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var faults = new[] { settings.CheckNumber("port", 1, MaxPort), settings.CheckNumber("connections", 1, MaxConnections), CheckSecurity(settings), CheckChanges(settings), CheckSecret(target) }
            .OfType<SettingFault>().ToImmutableArray();
        return faults.IsEmpty ? [.. CheckMappings(target)] : faults;
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = LdapSettings.Read(target);
        var reference = target.Settings["bindPassword"];
        var pool = new LdapSessionPool(settings, () => secrets.Resolve(reference));
        return settings.Changes == LdapChanges.None ? new LdapConnector(settings, pool) : new LdapChangeConnector(settings, pool);
    }

    private static SettingFault? CheckSecurity(TargetSettings settings)
    {
        var host = settings.Text("host");
        var isOwnMachine = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        return LdapSettings.SecurityOf(settings) == LdapSecurity.None && !isOwnMachine
            ? new("security", "INSECURE_TRANSPORT", "security none is allowed to the own machine only. Use ldaps or startTls.")
            : null;
    }

    private static SettingFault? CheckChanges(TargetSettings settings)
    {
        var isOfActiveDirectory = settings.Find("changes") is "dirSync" or "usnChanged";
        var isOfOthers = settings.Find("changes") is "syncrepl" or "accesslog" or "modifyTimestamp";
        return (IsActiveDirectory(settings) ? isOfOthers : isOfActiveDirectory)
            ? new("changes", "SETTING_NOT_ALLOWED", "dirSync and usnChanged go with the dialect activeDirectory, the other ways with openLdap.")
            : null;
    }

    private static SettingFault? CheckSecret(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        return target.InitialSecret is not null && IsActiveDirectory(settings) && LdapSettings.SecurityOf(settings) == LdapSecurity.None
            ? new("security", "INSECURE_TRANSPORT", "Active Directory takes passwords over protected connections only. Use ldaps or startTls.")
            : null;
    }

    private static bool IsActiveDirectory(TargetSettings settings) => settings.Find("dialect") == "activeDirectory";

    private static IEnumerable<SettingFault> CheckMappings(TargetSystem target)
    {
        var settings = LdapSettings.Read(target);
        return settings.ManagedAttributes.Where(settings.IsReserved).Select(
            a => new SettingFault("mappings", "ATTRIBUTE_RESERVED", $"The attribute {a} holds the account's name, state or kind and cannot be mapped."));
    }
}
