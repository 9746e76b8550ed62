using Prov.Tests.Servers;

namespace Prov.Servers.Tests;

public sealed class PostgresStartTests
{
    [Fact]
    public async Task Start_SettingThatTheServerRefuses_SaysWhatItLogged()
    {
        DebianPackages.Require("postgresql");
        var options = new PostgresOptions { Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" } };

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresServer.StartAsync(options));

        Assert.Contains("no_such_setting", fault.Message, StringComparison.Ordinal);
    }
}
