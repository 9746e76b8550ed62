using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Capabilities;

/// <summary>Streams the rights that accounts of the target can hold.</summary>
public interface IEntitlementReader
{
    IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(CancellationToken cancellationToken);
}

/// <summary>A right as the target shows it.</summary>
/// <param name="Entitlement">As grants name it.</param>
/// <param name="DisplayName">For people.</param>
public sealed record ObservedEntitlement(string Entitlement, string DisplayName);
