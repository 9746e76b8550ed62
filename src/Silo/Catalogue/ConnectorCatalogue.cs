using Prov.Connectors;
using Prov.Connectors.Chaos;
using Prov.Connectors.DelimitedText;
using Prov.Connectors.Ldap;
using Prov.Connectors.Manual;
using Prov.Connectors.Null;
using Prov.Connectors.Remote;
using Prov.Connectors.Remote.Agents;
using Prov.Connectors.Spml;
using Prov.Connectors.Rest;
using Prov.Connectors.Scim;
using Prov.Connectors.Sql;
using Prov.Silo.Hosting;

namespace Prov.Silo.Catalogue;

/// <summary>The connectors that ship. To add one: reference its project and name its factory here.</summary>
internal static class ConnectorCatalogue
{
    public static IEnumerable<IConnectorFactory> Factories(SiloOptions options, AgentConnections agents)
    {
        IConnectorFactory[] shipped =
        [
            new SqlConnectorFactory(),
            new DelimitedTextConnectorFactory(),
            new LdapConnectorFactory(),
            new ManualConnectorFactory(),
            new ScimConnectorFactory(),
            new RestConnectorFactory(),
            new RemoteConnectorFactory(agents),
            new SpmlConnectorFactory(),
            new NullConnectorFactory(),
        ];
        return options.AllowChaos ? shipped.Select(factory => new ChaosConnectorFactory(factory)) : shipped;
    }
}
