using Prov.Tests.Servers;

namespace Prov.Servers.Tests;

public sealed class SambaServerTests
{
    [Fact]
    public async Task Start_Fresh_IsAControllerThatToolsAndClientsSeeAlike()
    {
        var server = await SharedServers.SambaAsync();

        await server.ToolAsync("user", "create", "anna", $"Aa1!{Guid.NewGuid():N}", "--userou=OU=people");

        var anna = Assert.Single(await server.SearchAsync("(sAMAccountName=anna)", ["objectCategory", "userAccountControl"]));
        Assert.Equal($"CN=anna,{server.PeopleDn}", anna.Dn);
        Assert.Equal(["512"], anna.Values("userAccountControl"));
        Assert.Contains(server.GroupsDn, (await server.SearchAsync("(objectClass=organizationalUnit)", ["ou"])).Select(unit => unit.Dn));
    }

    [Fact]
    public async Task RestartAndPause_Running_KeepsEntriesAndAnswersAfterResume()
    {
        await using var server = await SambaServer.StartAsync();
        await server.ChangeAsync($"dn: OU=kept,{server.BaseDn}\nobjectClass: organizationalUnit\n");

        await server.RestartAsync();
        await server.PauseAsync();
        var answer = server.SearchAsync("(ou=kept)", ["ou"]);
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(500)));
        await server.ResumeAsync();

        Assert.Single(await answer.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Start_Two_EachHasItsOwnAddress()
    {
        var shared = await SharedServers.SambaAsync();
        await using var own = await SambaServer.StartAsync();

        Assert.NotEqual(shared.Host, own.Host);
        Assert.Empty(await own.SearchAsync("(sAMAccountName=nobody-here)", ["cn"]));
    }
}
