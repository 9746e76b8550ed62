using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Capabilities;

/// <summary>Streams all accounts of the target.</summary>
public interface IAccountSearcher
{
    /// <summary>
    /// Every account once, in the target's own order. A single account that cannot be read is an item with a failure and does not end
    /// the stream; a stream that breaks ends with a failed item marked <see cref="ConnectorStatus.Unavailable"/>.
    /// </summary>
    IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(CancellationToken cancellationToken);
}
