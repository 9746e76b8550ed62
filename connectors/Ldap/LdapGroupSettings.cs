using Prov.Connectors.Settings;

namespace Prov.Connectors.Ldap;

/// <summary>Where the groups are whose membership is the entitlement.</summary>
/// <param name="ByDn">Entitlements are the groups' distinguished names, not their first component's value.</param>
/// <param name="EmptyMember">Stands in a group that must have a member and has none; null when groups may be empty.</param>
internal sealed record LdapGroupSettings(string BaseDn, string ObjectClass, string MemberAttribute, string RdnAttribute, bool ByDn, string? EmptyMember)
{
    public static LdapGroupSettings? Read(TargetSettings settings) => settings.Find("groupBaseDn") is { } baseDn
        ? new(
            baseDn,
            settings.Text("groupClass", "groupOfNames"),
            settings.Text("memberAttribute", "member"),
            settings.Text("groupRdnAttribute", "cn"),
            settings.Text("entitlementForm", "name") == "dn",
            settings.Find("emptyMember"))
        : null;
}
