using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Spml.Transport;

/// <summary>A call that brought no answer of SPML.</summary>
internal sealed class SpmlFaultException(ConnectorResult outcome) : Exception(outcome.Message)
{
    public ConnectorResult Outcome { get; } = outcome;
}
