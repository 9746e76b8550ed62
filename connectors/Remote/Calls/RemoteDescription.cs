using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote.Outcomes;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Calls;

/// <summary>What the connector says that it can do: asked at the first use, and again when it is a minute old.</summary>
internal sealed class RemoteDescription(RemoteCalls calls, RemoteSettings settings, TimeProvider time) : IDisposable
{
    private const int LeastBulk = 2;
    private const int MostBulk = 1000;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile Known? _known;

    /// <summary>Most writes of one bulk, as far as known.</summary>
    public int MostWrites => Math.Clamp(_known?.Said.MostWrites ?? LeastBulk, LeastBulk, MostBulk);

    public bool TellsDeletions => _known?.Said.TellsDeletions ?? false;

    /// <summary>Null when the connector has the capability; why not otherwise.</summary>
    public async ValueTask<ConnectorResult?> LacksAsync(Wire.Capability capability, CancellationToken cancellationToken)
    {
        if (await RefreshAsync(cancellationToken) is { } failure)
        {
            return failure;
        }

        return _known!.Said.Capabilities.Contains(capability) ? null : Lacks([capability]);
    }

    /// <summary>Asks anew. Null when the connector has all that the settings and the target's configuration use; why not otherwise.</summary>
    public async Task<ConnectorResult?> CheckAsync(CancellationToken cancellationToken)
    {
        _known = null;
        if (await RefreshAsync(cancellationToken) is { } failure)
        {
            return failure;
        }

        var lacking = settings.Capabilities.Concat(settings.Needed).Except(_known!.Said.Capabilities).Order().ToList();
        return lacking.Count == 0 ? null : Lacks(lacking);
    }

    public void Dispose() => _asking.Dispose();

    private static ConnectorResult Lacks(IEnumerable<Wire.Capability> capabilities) => RemoteFaults.Failed(
        ConnectorStatus.Refused,
        "CAPABILITY_MISSING",
        $"The remote connector does not offer: {string.Join(", ", capabilities)}. Use a connector that does, or take it out of the target's configuration.");

    private async ValueTask<ConnectorResult?> RefreshAsync(CancellationToken cancellationToken)
    {
        if (IsFresh())
        {
            return null;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            return IsFresh() ? null : await AskAsync(cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    private bool IsFresh() => _known is { } known && time.GetElapsedTime(known.At) < _lifetime;

    private async Task<ConnectorResult?> AskAsync(CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        var result = await calls.CallAsync(
            writes: false,
            (invoker, options) => new Wire.ConnectorService.ConnectorServiceClient(invoker).DescribeConnectorAsync(new(), options),
            said =>
            {
                _known = new(said, at);
                return ConnectorResult.Done;
            },
            failure => failure,
            cancellationToken);
        if (result.Reason == "CAPABILITY_NOT_KEPT")
        {
            return RemoteFaults.Failed(ConnectorStatus.Refused, "NO_CONNECTOR", "What answers at the address is no connector of prov.connector.v1.");
        }

        return result.IsDone ? null : result;
    }

    private sealed record Known(Wire.DescribeConnectorResponse Said, long At);
}
