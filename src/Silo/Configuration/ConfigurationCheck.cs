using System.Collections.Immutable;
using Prov.Connectors;
using Prov.Connectors.Settings;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.V1;
using TargetSystem = Prov.Domain.TargetSystems.TargetSystem;

namespace Prov.Silo.Configuration;

/// <summary>Finds everything that is wrong with a whole of documents: their form, what they say together, the settings of connectors.</summary>
internal sealed class ConfigurationCheck(IEnumerable<IConnectorFactory> factories)
{
    private readonly Dictionary<string, IConnectorFactory> _factories = factories.ToDictionary(f => f.Kind, StringComparer.Ordinal);

    /// <summary>Every fault, and what is allowed but hardly meant.</summary>
    public (ImmutableArray<ConfigurationFault> Faults, ImmutableArray<ConfigurationFault> Warnings) Check(
        IReadOnlyCollection<ConfigurationDocument> documents)
    {
        var (configuration, faults) = DocumentReader.Read(documents);

        // What could not be read was read as something else: compiling that would report faults that nobody made.
        var deeper = faults.IsEmpty ? PolicySnapshot.Compile(configuration, 0) : new PolicyCompilation(null, []);
        return ([.. faults, .. deeper.Faults, .. configuration.Targets.SelectMany(SettingFaults)], deeper.Warnings);
    }

    private static IEnumerable<ConfigurationFault> Unable(TargetSystem target, IConnectorFactory factory, string document)
    {
        if (target.Placement is not null && !factory.PlacesAccounts)
        {
            yield return new(
                FaultReasons.NotSupported, document, "spec.placement", $"The connector {factory.Kind} knows no organisational units. Remove it.");
        }

        if (target.InitialSecret is not null && !factory.DeliversSecrets)
        {
            yield return new(
                FaultReasons.NotSupported, document, "spec.initialSecret", $"The connector {factory.Kind} cannot deliver a secret. Remove it.");
        }
    }

    private IEnumerable<ConfigurationFault> SettingFaults(TargetSystem target)
    {
        var document = "TargetSystem/" + target.Name;
        if (_factories.TryGetValue(target.Connector, out var factory))
        {
            return SettingsCheck.Check(factory, target)
                .Select(f => new ConfigurationFault(f.Reason, document, $"spec.settings.{f.Setting}", f.Message))
                .Concat(Unable(target, factory, document));
        }

        return target.Connector.Length == 0
            ? []
            : [new(FaultReasons.ReferenceUnknown, document, "spec.connector", $"There is no such connector. Known are: {string.Join(", ", _factories.Keys.Order())}.")];
    }
}
