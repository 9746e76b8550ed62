using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Capabilities;

/// <summary>
/// Code that talks to one kind of target system. A capability is an interface beside this one: a connector implements what its
/// target can do, and the engine asks <see cref="Capability{T}"/>. All members are safe to call from several threads at once.
/// </summary>
/// <remarks>
/// Calls return a <see cref="ConnectorResult"/> and throw only <see cref="OperationCanceledException"/>. A cancelled call that may have
/// been sent is an unknown outcome; the engine reads back before it writes again.
/// </remarks>
public interface IConnector : IAsyncDisposable
{
    /// <summary>Reaches the target, signs in, and checks that what the settings name exists. Changes nothing.</summary>
    Task<ConnectorResult> TestAsync(CancellationToken cancellationToken);

    /// <summary>
    /// This connector as one of its capabilities; null when it has none such. The engine asks here and not the type, since a connector that
    /// stands before another has what that one has.
    /// </summary>
    T? Capability<T>()
        where T : class => this as T;
}
