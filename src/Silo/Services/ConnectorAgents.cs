using Grpc.Core;
using Prov.Connector.V1;
using Prov.Connectors.Remote.Agents;
using Prov.Silo.Errors;
using Prov.Silo.Security;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Takes the streams of agents, each under the name of its own credentials.</summary>
internal sealed class ConnectorAgents(AgentConnections agents, IHostApplicationLifetime lifetime) : ConnectorAgentService.ConnectorAgentServiceBase
{
    public override async Task Connect(
        IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context)
    {
        // A silo that stops does not wait for streams that would never end.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await agents.ServeAsync(NameOf(Caller.Of(context)), requestStream, responseStream, ended.Token);
        }
        catch (AgentMisbehavesException fault)
        {
            throw RpcErrors.Of(StatusCode.InvalidArgument, ErrorReason.AgentMisbehaves, fault.Message);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The agent dials again, here or elsewhere.
        }
    }

    // A slash separates tenant and name, so neither may have one: else a name could be that of another tenant's agent.
    private static string NameOf(Caller caller) => caller switch
    {
        _ when caller.Tenant.Contains('/', StringComparison.Ordinal) || caller.Name.Contains('/', StringComparison.Ordinal) =>
            throw RpcErrors.Of(StatusCode.InvalidArgument, ErrorReason.AgentMisbehaves, "The name of an agent's credentials has no slash in it."),
        { Tenant: Caller.DefaultTenant } => caller.Name,
        _ => $"{caller.Tenant}/{caller.Name}",
    };
}
