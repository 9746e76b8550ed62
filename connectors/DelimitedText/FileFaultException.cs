using Prov.Connectors.Outcomes;

namespace Prov.Connectors.DelimitedText;

/// <summary>Carries the outcome of a failed call up to the connector's boundary; never leaves it.</summary>
internal sealed class FileFaultException(ConnectorResult outcome, Exception? inner = null) : Exception(outcome.Message, inner)
{
    public FileFaultException(string reason, string message)
        : this(ConnectorResult.Failed(ConnectorStatus.Refused, reason, message))
    {
    }

    public ConnectorResult Outcome { get; } = outcome;
}
