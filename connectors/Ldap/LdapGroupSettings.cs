using Prov.Connectors.Settings;

namespace Prov.Connectors.Ldap;

/// <summary>Where the groups are whose membership is the entitlement.</summary>
/// <param name="ByDn">Entitlements are the groups' distinguished names, not their first component's value.</param>
/// <param name="MemberOfAttribute">Attribute of an account with the groups that hold it; null when groups are searched for their members.</param>
/// <param name="KeepsLinks">The directory itself follows renames and deletions of members.</param>
/// <param name="EmptyMember">Stands in a group that must have a member and has none; null when groups may be empty.</param>
internal sealed record LdapGroupSettings(
    string BaseDn, string ObjectClass, string MemberAttribute, string? MemberOfAttribute, string RdnAttribute, bool ByDn, bool KeepsLinks, string? EmptyMember)
{
    public static LdapGroupSettings? Read(TargetSettings settings, bool isActiveDirectory) => settings.Find("groupBaseDn") is { } baseDn
        ? new(
            baseDn,
            settings.Text("groupClass", isActiveDirectory ? "group" : "groupOfNames"),
            settings.Text("memberAttribute", "member"),
            settings.Text("memberOfAttribute", isActiveDirectory ? "memberOf" : "none") is var memberOf && memberOf == "none" ? null : memberOf,
            settings.Text("groupRdnAttribute", "cn"),
            settings.Text("entitlementForm", "name") == "dn",
            isActiveDirectory,
            settings.Find("emptyMember"))
        : null;
}
