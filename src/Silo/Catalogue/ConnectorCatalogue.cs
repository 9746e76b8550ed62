using Prov.Connectors;
using Prov.Connectors.DelimitedText;
using Prov.Connectors.Null;
using Prov.Connectors.Sql;
using Prov.Silo.Hosting;

namespace Prov.Silo.Catalogue;

/// <summary>The connectors that ship. To add one: reference its project and name its factory here.</summary>
internal static class ConnectorCatalogue
{
    public static IEnumerable<IConnectorFactory> Factories(SiloOptions options) =>
    [
        new SqlConnectorFactory(),
        new DelimitedTextConnectorFactory(),
        new NullConnectorFactory(),
    ];
}
