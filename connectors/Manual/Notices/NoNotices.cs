using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Manual.Notices;

/// <summary>Nobody is told: whoever looks after the target looks at the list of work items.</summary>
internal sealed class NoNotices : INoticeSender
{
    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => Task.FromResult(ConnectorResult.Done);

    public Task<ConnectorResult> SendAsync(ManualNotice notice, CancellationToken cancellationToken) => Task.FromResult(ConnectorResult.Done);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
