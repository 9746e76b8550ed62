namespace Prov.Connectors.Ldap.Protocol;

/// <summary>How far a search reaches (RFC 4511, 4.5.1.2).</summary>
internal enum LdapScope
{
    Base = 0,
    OneLevel = 1,
    Subtree = 2,
}
