using System.Collections.Concurrent;
using System.Collections.Immutable;
using Prov.Connectors;
using Prov.Connectors.Capabilities;
using Prov.Domain.Simulation;
using Prov.Domain.TargetSystems;

namespace Prov.Scenarios.Tests.Grains;

/// <summary>Targets in memory, each of one scenario's world; a target that is defined anew keeps its accounts.</summary>
internal sealed class MemoryConnectorFactory : IConnectorFactory
{
    public const string WorldSetting = "world";

    private readonly ConcurrentDictionary<(string World, string Target), SimulatedTarget> _targets = new();

    public string Kind => "memory";

    public ImmutableArray<ConnectorSetting> Settings { get; } = [new(WorldSetting, true, "The world that the target belongs to.")];

    public IConnector Create(TargetSystem target, ISecretResolver secrets) =>
        new MemoryConnector(Target(target.Settings[WorldSetting], target.Name), target);

    public SimulatedTarget Target(string world, string target) => _targets.GetOrAdd((world, target), _ => new SimulatedTarget());
}
