namespace Prov.Connectors.Remote.Agents;

/// <summary>An agent broke the protocol; its stream is ended.</summary>
public sealed class AgentMisbehavesException(string message) : Exception(message);
