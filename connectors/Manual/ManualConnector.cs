using Prov.Connectors.Capabilities;
using Prov.Connectors.Manual.Notices;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Manual;

/// <summary>A target that only people change, and of which nothing can be read back.</summary>
internal class ManualConnector(string owner, INoticeSender sender) : IManualInstructor, IConnector
{
    public string Owner => owner;

    public virtual Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => sender.TestAsync(cancellationToken);

    public Task<ConnectorResult> InstructAsync(ManualNotice notice, CancellationToken cancellationToken) => sender.SendAsync(notice, cancellationToken);

    public virtual Task<ConnectorResult<ReadBackInstant>> ReadBackInstantAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ConnectorResult<ReadBackInstant>.Of(new(null)));

    public async ValueTask DisposeAsync()
    {
        await DisposeCoreAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual ValueTask DisposeCoreAsync() => sender.DisposeAsync();
}
