using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Manual.Notices;

/// <summary>A way to tell people of a work item.</summary>
internal interface INoticeSender : IAsyncDisposable
{
    /// <summary>Reaches whoever carries the notices, and signs in. Sends nothing.</summary>
    Task<ConnectorResult> TestAsync(CancellationToken cancellationToken);

    Task<ConnectorResult> SendAsync(ManualNotice notice, CancellationToken cancellationToken);
}
