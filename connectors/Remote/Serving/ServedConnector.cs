using Prov.Connectors.Capabilities;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Serving;

/// <summary>A connector to be served to Prov, by <see cref="ConnectorReadEndpoint"/> and <see cref="ConnectorWriteEndpoint"/>.</summary>
/// <param name="Connector">The connector; it offers what it has.</param>
/// <param name="Token">What Prov must show with each call; at least 16 characters.</param>
public sealed record ServedConnector(IConnector Connector, string Token)
{
    /// <summary>For people.</summary>
    public string Name { get; init; } = "connector";

    /// <summary>For people.</summary>
    public string Version { get; init; } = "1";

    /// <summary>True when it puts accounts into organisational units.</summary>
    public bool PlacesAccounts { get; init; }

    /// <summary>True when it gives new accounts their first secret.</summary>
    public bool DeliversSecrets { get; init; }

    /// <summary>Most items of one message of a stream; a stream of large accounts wants fewer.</summary>
    public int ItemsPerMessage { get; init; } = 200;

    internal Wire.DescribeConnectorResponse Describe() => new()
    {
        Name = Name,
        Version = Version,
        Capabilities = { Offered() },
        MostWrites = Connector.Capability<IAccountBulkWriter>()?.MostWrites ?? 0,
        TellsDeletions = Connector.Capability<IAccountChangeReader>()?.TellsDeletions ?? false,
    };

    private IEnumerable<Wire.Capability> Offered()
    {
        (bool Has, Wire.Capability Capability)[] all =
        [
            (Connector.Capability<IAccountReader>() is not null, Wire.Capability.Read),
            (Connector.Capability<IAccountSearcher>() is not null, Wire.Capability.Search),
            (Connector.Capability<IAccountWriter>() is not null, Wire.Capability.Write),
            (Connector.Capability<IAccountCounter>() is not null, Wire.Capability.Count),
            (Connector.Capability<IAccountChangeReader>() is not null, Wire.Capability.Changes),
            (Connector.Capability<IEntitlementReader>() is not null, Wire.Capability.Entitlements),
            (Connector.Capability<IMembershipReader>() is not null, Wire.Capability.Memberships),
            (Connector.Capability<ISchemaReader>() is not null, Wire.Capability.Schema),
            (Connector.Capability<IAccountBulkWriter>() is not null, Wire.Capability.Bulk),
            (Connector.Capability<IOperationPoller>() is not null, Wire.Capability.Operations),
            (PlacesAccounts, Wire.Capability.Placement),
            (DeliversSecrets, Wire.Capability.Secrets),
        ];
        return all.Where(c => c.Has).Select(c => c.Capability);
    }
}
