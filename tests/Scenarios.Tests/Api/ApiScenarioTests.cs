using Prov.Silo.PolicyTests;

namespace Prov.Scenarios.Tests.Api;

/// <summary>Every scenario through the API of a silo, down to real targets.</summary>
public sealed class ApiScenarioTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [MemberData(nameof(ScenarioFiles.Names), MemberType = typeof(ScenarioFiles))]
    public async Task Scenario_ThroughTheApi_IsAsExpected(string scenario)
    {
        var test = ScenarioFiles.Get(scenario);
        var world = new ApiWorld(host, scenario, test);

        ScenarioFiles.Passes(await new PolicyTestRun(test, world).RunAsync([]));
    }
}
