using Prov.Silo.PolicyTests;

namespace Prov.Scenarios.Tests.Grains;

/// <summary>Every scenario by the actors, their store and their connectors.</summary>
public sealed class GrainScenarioTests(GrainHost host) : IClassFixture<GrainHost>
{
    [Theory]
    [MemberData(nameof(ScenarioFiles.Names), MemberType = typeof(ScenarioFiles))]
    public async Task Scenario_ByActors_IsAsExpected(string scenario)
    {
        var test = ScenarioFiles.Get(scenario);
        var world = new GrainWorld(host, scenario, PolicyTestRun.StartOf(test));

        ScenarioFiles.Passes(await new PolicyTestRun(test, world).RunAsync([]));
    }
}
