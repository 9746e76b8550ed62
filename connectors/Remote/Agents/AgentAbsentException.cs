namespace Prov.Connectors.Remote.Agents;

/// <summary>No agent of the name is there, so nothing was sent.</summary>
internal sealed class AgentAbsentException() : Exception("The agent is not connected.");
