using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grpc.Core;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Agents;

/// <summary>The agents that have dialled in here, by name. Of several streams of one name the newest is used.</summary>
/// <param name="clock">For the age of a stream; the system's when null.</param>
public sealed class AgentConnections(TimeProvider? clock = null)
{
    private static readonly TimeSpan _longestStream = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, ImmutableList<AgentConnection>> _byName = new(StringComparer.Ordinal);

    /// <summary>Serves an agent's stream until it ends, or is an hour old.</summary>
    /// <param name="name">Whom its credentials say that it is.</param>
    /// <param name="from">From the agent.</param>
    /// <param name="to">To the agent.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="AgentMisbehavesException">The agent broke the protocol.</exception>
    public async Task ServeAsync(
        string name, IAsyncStreamReader<Wire.ConnectRequest> from, IServerStreamWriter<Wire.ConnectResponse> to, CancellationToken cancellationToken)
    {
        using var age = new CancellationTokenSource(_longestStream, clock ?? TimeProvider.System);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, age.Token);
        var connection = new AgentConnection(to);
        _byName.AddOrUpdate(name, _ => [connection], (_, known) => known.Add(connection));
        try
        {
            await connection.RunAsync(from, ended.Token);
        }
        catch (OperationCanceledException) when (age.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The agent dials again and shows its credentials anew.
        }
        finally
        {
            _byName.AddOrUpdate(name, _ => [], (_, known) => known.Remove(connection));
        }
    }

    /// <summary>The agent's newest stream; null when there is none.</summary>
    internal AgentConnection? Find(string name) => _byName.TryGetValue(name, out var connections) && !connections.IsEmpty ? connections[^1] : null;
}
