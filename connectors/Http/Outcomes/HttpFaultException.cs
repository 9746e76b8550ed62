using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Outcomes;

/// <summary>Ends a call with an outcome.</summary>
public sealed class HttpFaultException(ConnectorResult outcome, Exception? inner = null) : Exception(outcome.Message, inner)
{
    public ConnectorResult Outcome { get; } = outcome;

    public static HttpFaultException Of(ConnectorStatus status, string reason, string message, Exception? inner = null) =>
        new(ConnectorResult.Failed(status, reason, message), inner);

    public static HttpFaultException Refused(string reason, string message) => Of(ConnectorStatus.Refused, reason, message);
}
