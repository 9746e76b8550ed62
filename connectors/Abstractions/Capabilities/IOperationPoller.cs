using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Capabilities;

/// <summary>
/// Asks after writes that the target has accepted but not yet done (<see cref="ConnectorStatus.Accepted"/>). Only a connector with this
/// capability may answer so.
/// </summary>
public interface IOperationPoller
{
    /// <summary>
    /// How the operation stands: <see cref="ConnectorStatus.Accepted"/> while it is under way; done when it has ended well; refused or a
    /// conflict when it failed and nothing was changed; <see cref="ConnectorStatus.Unknown"/> when it failed half done.
    /// <see cref="ConnectorStatus.NotFound"/> when the target no longer knows it: the engine then reads the account. Throttled and
    /// unavailable mean that the asking failed. May be asked any number of times.
    /// </summary>
    /// <param name="operation">The handle, as <see cref="ConnectorResult.Operation"/> gave it.</param>
    /// <param name="cancellationToken">Abandons the call.</param>
    Task<ConnectorResult> PollAsync(string operation, CancellationToken cancellationToken);
}
