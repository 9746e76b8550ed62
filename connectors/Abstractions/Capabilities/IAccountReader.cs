using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Capabilities;

/// <summary>Reads single accounts.</summary>
public interface IAccountReader
{
    /// <summary>The account as it is now, with its entitlements; <see cref="ConnectorStatus.NotFound"/> when there is none.</summary>
    Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken);
}

/// <summary>How to find an account: by the target's own id when known, else by name.</summary>
/// <param name="Name">The account's name under the target's equality.</param>
/// <param name="NativeId">The target's own unchanging id; null when not known.</param>
public sealed record AccountLocator(string Name, string? NativeId);
