using Prov.Connectors.Null;
using Prov.Silo.Configuration;
using Prov.Silo.PolicyTests;

namespace Prov.Scenarios.Tests;

/// <summary>Every scenario by the pure decisions, as <c>prov policy test</c> runs them.</summary>
public sealed class DecisionScenarioTests
{
    [Theory]
    [MemberData(nameof(ScenarioFiles.Names), MemberType = typeof(ScenarioFiles))]
    public async Task Scenario_ByDecisions_IsAsExpected(string scenario)
    {
        var test = ScenarioFiles.Get(scenario);
        var world = new SimulatedTestWorld(new ConfigurationCheck([new NullConnectorFactory()]), PolicyTestRun.StartOf(test));

        ScenarioFiles.Passes(await new PolicyTestRun(test, world).RunAsync([]));
    }
}
