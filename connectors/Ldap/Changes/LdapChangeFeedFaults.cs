using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>What goes wrong with a history.</summary>
internal static class LdapChangeFeedFaults
{
    /// <summary>Only a full search can tell what changed.</summary>
    public static LdapFaultException Lost(string why) => new(LdapFaults.Failed(ConnectorStatus.Refused, ChangeToken.LostReason, why));
}
