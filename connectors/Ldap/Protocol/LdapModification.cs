namespace Prov.Connectors.Ldap.Protocol;

/// <summary>What a modification does (RFC 4511, 4.6). Replacing by no values removes the attribute, there or not.</summary>
internal enum LdapModificationKind
{
    Add = 0,
    Delete = 1,
    Replace = 2,
}

/// <summary>One part of a modify request.</summary>
internal sealed record LdapModification(LdapModificationKind Kind, LdapAttribute Attribute);
