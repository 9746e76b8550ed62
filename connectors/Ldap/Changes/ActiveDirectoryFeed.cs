using Prov.Connectors.Ldap.Protocol;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>What both ways of following Active Directory share.</summary>
internal static class ActiveDirectoryFeed
{
    /// <summary>How many ids one filter names.</summary>
    public const int IdsAtOnce = 100;

    /// <summary>Searches find deleted entries too ([MS-ADTS] 3.1.1.3.4.1.14).</summary>
    public static LdapControl ShowDeleted { get; } = new("1.2.840.113556.1.4.417", true, null);

    /// <summary>Accounts, there or deleted; deleted ones have lost their category. Computers are of the class of users too.</summary>
    public static LdapFilter Accounts(LdapSettings settings) => LdapFilter.All(
        LdapFilter.Equal("objectClass", settings.ObjectClasses[0]), LdapFilter.Not(LdapFilter.Equal("objectClass", "computer")));
}
