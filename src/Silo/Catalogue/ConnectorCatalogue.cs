using Prov.Connectors;
using Prov.Connectors.Chaos;
using Prov.Connectors.DelimitedText;
using Prov.Connectors.Ldap;
using Prov.Connectors.Null;
using Prov.Connectors.Sql;
using Prov.Silo.Hosting;

namespace Prov.Silo.Catalogue;

/// <summary>The connectors that ship. To add one: reference its project and name its factory here.</summary>
internal static class ConnectorCatalogue
{
    private static readonly IConnectorFactory[] _shipped =
    [
        new SqlConnectorFactory(),
        new DelimitedTextConnectorFactory(),
        new LdapConnectorFactory(),
        new NullConnectorFactory(),
    ];

    public static IEnumerable<IConnectorFactory> Factories(SiloOptions options) =>
        options.AllowChaos ? _shipped.Select(factory => new ChaosConnectorFactory(factory)) : _shipped;
}
