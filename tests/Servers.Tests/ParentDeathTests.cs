using System.Diagnostics;
using System.Globalization;
using Prov.Tests.Servers;

namespace Prov.Servers.Tests;

public sealed class ParentDeathTests
{
    private const string FileVariable = "PROV_SERVER_HOLDER_FILE";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TestProcess_Killed_TakesItsServersAlong()
    {
        DebianPackages.Require("postgresql", "slapd", "ldap-utils");
        var file = Path.GetTempFileName();
        using var holder = Process.Start(HolderInfo(file))!;
        await Deadline.UntilAsync(async () => (await File.ReadAllTextAsync(file)).EndsWith('\n'), Limit, "the holder has servers");
        var servers = (await File.ReadAllTextAsync(file)).Trim().Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture));
        var all = servers.SelectMany(server => ProcessTable.ChildrenOf(server).Append(server)).ToList();
        Assert.All(all, process => Assert.True(ProcessTable.IsAlive(process)));

        holder.Kill(entireProcessTree: false);

        await Deadline.UntilAsync(() => Task.FromResult(!all.Any(ProcessTable.IsAlive)), Limit, "all servers are gone");
        File.Delete(file);
    }

    /// <summary>Not a test: the part of the process that is killed, run by the test above in a process of its own.</summary>
    [Fact(Explicit = true)]
    public async Task Holder_Started_WaitsToBeKilled()
    {
        var file = Environment.GetEnvironmentVariable(FileVariable);
        Assert.SkipWhen(file is null, "Runs only as the other half of TestProcess_Killed_TakesItsServersAlong.");
        await using var postgres = await PostgresServer.StartAsync();
        await using var directory = await OpenLdapServer.StartAsync();
        await File.WriteAllTextAsync(file, $"{postgres.ProcessId} {directory.ProcessId}\n");
        await Task.Delay(Limit, TestContext.Current.CancellationToken);
    }

    private static ProcessStartInfo HolderInfo(string file)
    {
        var method = $"{typeof(ParentDeathTests).FullName}.{nameof(Holder_Started_WaitsToBeKilled)}";
        string[] arguments = ["exec", typeof(ParentDeathTests).Assembly.Location, "-explicit", "only", "-method", method];
        return new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            Environment = { [FileVariable] = file },
        };
    }
}
