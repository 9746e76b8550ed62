namespace Prov.Connectors.Ldap.Protocol;

/// <summary>Whether aliases are followed (RFC 4511, 4.5.1.3).</summary>
internal enum LdapDereference
{
    Never = 0,
}
