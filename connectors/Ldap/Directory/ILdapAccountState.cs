using Prov.Connectors.Ldap.Protocol;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>How a directory says that an account is enabled.</summary>
internal interface ILdapAccountState
{
    /// <summary>The attribute that says it.</summary>
    string Attribute { get; }

    bool IsEnabled(LdapEntry entry);

    /// <summary>The attribute of an account in a state; without values where it has none.</summary>
    /// <param name="entry">The account as it is; null for a new one.</param>
    LdapAttribute Write(bool enabled, LdapEntry? entry);
}
