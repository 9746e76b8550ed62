using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Sessions;

/// <summary>Carries the outcome of a failed call up to the connector's boundary; never leaves it.</summary>
internal sealed class LdapFaultException(ConnectorResult outcome, Exception? inner = null) : Exception(outcome.Message, inner)
{
    /// <summary>The reason when what was to be searched below is not there.</summary>
    public const string BaseNotFound = "BASE_NOT_FOUND";

    public ConnectorResult Outcome { get; } = outcome;

    public static LdapFaultException Refused(string reason, string message) => new(ConnectorResult.Failed(ConnectorStatus.Refused, reason, message));
}
