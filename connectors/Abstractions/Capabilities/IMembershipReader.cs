using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Capabilities;

/// <summary>Streams who holds what as single edges, so that a right with a million holders is never one message or one list in memory.</summary>
public interface IMembershipReader
{
    /// <summary>
    /// The memberships of one entitlement, or of all with <see langword="null"/>; each once, in the target's own order. A single one that
    /// cannot be read is an item with a failure and does not end the stream; a stream that breaks ends with a failed item marked
    /// <see cref="ConnectorStatus.Unavailable"/>. An entitlement that is not there has none. Direct memberships
    /// only: what is held by way of a group within a group is not told.
    /// </summary>
    IAsyncEnumerable<ConnectorResult<Membership>> ReadMembershipsAsync(string? entitlement, CancellationToken cancellationToken);
}

/// <summary>An account holds an entitlement.</summary>
/// <param name="Entitlement">As grants name it.</param>
/// <param name="Account">By the target's own id where it has one; the name may then be empty, since many targets would need a call to tell it.</param>
public sealed record Membership(string Entitlement, AccountLocator Account);
