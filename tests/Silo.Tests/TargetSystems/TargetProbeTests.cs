using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.TargetSystems;

/// <summary>A probe by the API of a real silo, at a real SCIM server.</summary>
public sealed class TargetProbeTests : IAsyncLifetime
{
    private SiloProcess _silo = null!;
    private NodeServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await NodeServer.StartAsync("scimmy-server.js");
        _silo = await SiloProcess.StartAsync(new SiloProcessOptions
        {
            Environment = new Dictionary<string, string> { ["PROV_SECRET_CLOUD"] = _server.Token },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task ProbeTargetSystem_ScimServer_ReportsWhatItDoesAndLeavesNothing()
    {
        using var channel = _silo.Connect();
        var target = new ConfigurationDocument
        {
            Name = Documents.Target,
            TargetSystem = new()
            {
                Connector = "scim",
                Settings = { ["url"] = new Uri(_server.Root, "scim").ToString(), ["token"] = "env:PROV_SECRET_CLOUD" },
                AccountName = new() { Expression = "identity.familyName" },
            },
        };
        await new ConfigurationService.ConfigurationServiceClient(channel).ApplyConfigurationAsync(
            new() { Documents = { Documents.Schema(), Documents.Hr(), target, Documents.Everyone() } });

        var answer = await new TargetSystemService.TargetSystemServiceClient(channel).ProbeTargetSystemAsync(new() { Name = Documents.Target });

        Assert.True(answer.Succeeded, answer.Message);
        Assert.Equal("patch", answer.Settings["write"]);
        var escapes = Assert.Single(answer.Findings, f => f.Feature == "filterEscapes");
        Assert.False(escapes.HasSays || escapes.Does);
        Assert.Empty(await _server.InspectAsync("users"));
        Assert.DoesNotContain(_server.Token, answer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Token, await File.ReadAllTextAsync(_silo.LogFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
