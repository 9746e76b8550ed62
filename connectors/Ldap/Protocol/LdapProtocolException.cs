namespace Prov.Connectors.Ldap.Protocol;

/// <summary>The connection ended, or the server sent what is not LDAP.</summary>
internal sealed class LdapProtocolException(string message) : IOException(message);
