using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Prov.Tests.Servers;

namespace Prov.Client.Tests.Demo;

/// <summary>The demo as a newcomer runs it, in a process of its own.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Demo_OnceInJson_ConvergesAndTheTargetsHoldWhoIsHere()
    {
        using var demo = Start("--once", "--json", "--keep");
        var messages = demo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var results = await demo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await demo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(demo.ExitCode == 0, results + await messages);
        var result = JsonDocument.Parse(results.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.True(result.GetProperty("converged").GetBoolean());
        Assert.True(result.GetProperty("correct").GetBoolean());
        Assert.Equal(1040, result.GetProperty("identities").GetInt64());
        Assert.True(result.GetProperty("accounts").GetInt64() > 1000);
        Assert.True(result.GetProperty("seconds").GetDouble() > 0);
        CheckFolder((await messages).TrimEnd().Split('\n')[^1].Split(' ')[^1]);
    }

    [Fact]
    public async Task Demo_DirectoryServerGiven_HasEveryoneThere()
    {
        var server = await SharedServers.OpenLdapAsync();
        using var folder = new TemporaryFolder();
        var password = folder.Write("password", server.AdminPassword + "\n");
        using var demo = Start(
            "--once", "--json", "--ldap", $"ldap://{server.Host}:{server.LdapPort}/{server.PeopleDn}", "--ldap-bind-dn", server.AdminDn,
            "--ldap-password-file", password);
        var messages = demo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var results = await demo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await demo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(demo.ExitCode == 0, results + await messages);
        var result = JsonDocument.Parse(results.TrimEnd().Split('\n')[^1]).RootElement;
        var active = await server.SearchAsync("(&(employeeNumber=*)(employeeType=active))", ["employeeNumber", "sn"], server.PeopleDn);
        Assert.True(result.GetProperty("converged").GetBoolean());
        Assert.Equal(result.GetProperty("targets").GetProperty("directory").GetProperty("found").GetInt32(), active.Count);
        Assert.DoesNotContain(server.AdminPassword, results + await messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_Killed_TakesItsSiloAlong()
    {
        using var demo = Start("--json", "--keep");
        var folder = await ReadUntilServingAsync(demo);
        var silos = SilosIn(folder);
        Assert.Single(silos);

        demo.Kill();

        await Deadline.UntilAsync(() => Task.FromResult(SilosIn(folder).Count == 0), TimeSpan.FromSeconds(30), "the demo's silo has ended");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Counts with other code than the demo's: lines of the feed by their dates, lines of the directory by their state.</summary>
    private static void CheckFolder(string folder)
    {
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var here = File.ReadLines(Path.Combine(folder, "hr.csv")).Skip(1).Select(line => line.Replace("Paris, La", "Paris La", StringComparison.Ordinal).Split(','))
            .Where(f => f[0].Length > 0 && f[7] != "2019-02-30" && string.CompareOrdinal(f[7], today) <= 0)
            .Count(f => f[8].Length == 0 || string.CompareOrdinal(f[8], today) > 0);
        var enabled = File.ReadLines(Path.Combine(folder, "targets", "directory.csv")).Count(line => line.Split(',')[1] == "true");

        // One has left and one has come back since the feed.
        Assert.Equal(here, enabled);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> ReadUntilServingAsync(Process demo)
    {
        using var limit = new CancellationTokenSource(_limit);
        while (await demo.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains("head ", StringComparison.Ordinal))
            {
                return Path.GetFullPath(Path.Combine(line.Trim().Split(' ')[^1], "..", ".."));
            }
        }

        throw new InvalidOperationException("The demo ended before it served.");
    }

    /// <summary>Silos that run in the folder.</summary>
    private static List<string> SilosIn(string folder) => [.. Directory.EnumerateDirectories("/proc").Where(process =>
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget == folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    })];

    private static Process Start(params string[] args)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var output = Path.Combine("bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");
        var info = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "prov.dll"), "demo", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["PROV_SILO"] = Path.Combine(root, "src", "Silo", output, "prov-silo.dll");
        return Process.Start(info)!;
    }
}
