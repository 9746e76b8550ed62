using Prov.Connectors.Capabilities;
using Prov.Connectors.Manual.Notices;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Manual.ReadBack;

/// <summary>A target that only people change, and that writes now and then into a file what accounts it has.</summary>
internal sealed class SemiManualConnector(string owner, INoticeSender sender, string exportPath, IConnector export)
    : ManualConnector(owner, sender), IAccountReader, IAccountSearcher
{
    public override async Task<ConnectorResult> TestAsync(CancellationToken cancellationToken)
    {
        var sent = await base.TestAsync(cancellationToken);
        return sent.IsDone ? await ReadBackInstantAsync(cancellationToken) : sent;
    }

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        ((IAccountReader)export).ReadAsync(locator, cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(CancellationToken cancellationToken) =>
        ((IAccountSearcher)export).SearchAsync(cancellationToken);

    public override Task<ConnectorResult<ReadBackInstant>> ReadBackInstantAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(exportPath);
        return Task.FromResult(file.Exists
            ? ConnectorResult<ReadBackInstant>.Of(new(new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)))
            : ConnectorResult<ReadBackInstant>.Failed(
                ConnectorStatus.Unavailable, "EXPORT_NOT_FOUND", "The target's export file is not there. Let the target write it, or correct exportPath."));
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        await base.DisposeCoreAsync();
        await export.DisposeAsync();
    }
}
