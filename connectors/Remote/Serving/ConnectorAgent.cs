using Grpc.Core;
using Grpc.Net.Client;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Serving;

/// <summary>
/// Serves a connector to Prov from behind a firewall: dials a silo and serves the calls that come over the stream; dials again when it ends.
/// A silo calls only agents that have dialled it, so run one for each silo.
/// </summary>
/// <param name="served">The connector.</param>
/// <param name="silo">Channel to the silo.</param>
/// <param name="credentials">Token that Prov knows the agent by; read before each dialling, so that it can be replaced.</param>
/// <param name="clock">For the pauses; the system's when null.</param>
public sealed class ConnectorAgent(ServedConnector served, GrpcChannel silo, Func<string> credentials, TimeProvider? clock = null)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time = clock ?? TimeProvider.System;

    /// <summary>Told why a stream ended or could not be had: null for one that the silo ended in good order.</summary>
    public Action<RpcException?>? Ended { get; init; }

    /// <summary>Dials and serves until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var methods = new AgentMethods();
        Wire.ConnectorService.BindService(methods, new ConnectorReadEndpoint(served));
        Wire.ConnectorWriteService.BindService(methods, new ConnectorWriteEndpoint(served));
        var pause = _firstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            var start = _time.GetTimestamp();
            await DialAsync(methods, cancellationToken);
            pause = _time.GetElapsedTime(start) > _longestPause ? _firstPause : pause;
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private async Task DialAsync(AgentMethods methods, CancellationToken cancellationToken)
    {
        try
        {
            var headers = new Metadata { { "authorization", "Bearer " + credentials() } };
            using var stream = new Wire.ConnectorAgentService.ConnectorAgentServiceClient(silo).Connect(headers, cancellationToken: cancellationToken);
            using var session = new AgentSession(methods, stream.RequestStream, _time);
            await session.RunAsync(stream.ResponseStream, cancellationToken);
            Ended?.Invoke(null);
        }
        catch (RpcException e)
        {
            Ended?.Invoke(e);
        }
    }
}
