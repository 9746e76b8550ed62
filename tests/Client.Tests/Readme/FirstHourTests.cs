using System.Runtime.Versioning;
using Prov.Client.Connection;
using Prov.Client.Errors;
using Prov.Client.Tests.Commands;

namespace Prov.Client.Tests.Readme;

/// <summary>The README's first hour, line by line as it stands there: a line that no longer works, or that this test does not know, fails.</summary>
[SupportedOSPlatform("linux")]
public sealed class FirstHourTests : IDisposable
{
    private const string Heading = "A first hour";

    private readonly NewcomerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FirstHour_EveryLine_DoesWhatItSays()
    {
        var lines = ReadmeFile.Block(Heading);
        (string Command, Func<string, Task> Check)[] expected =
        [
            ("./prov serve", ServeAsync),
            ("./prov apply -f samples/configuration --dry-run", DryRunAsync),
            ("./prov apply -f samples/configuration", ApplyAsync),
            ("./prov import --source hr samples/hr.csv --wait", ImportAsync),
            ("""./prov list identities --filter 'identity.department == "Engineering"'""", ListAsync),
            ("./prov event leave --source hr --key E10002 --id leave-10002", LeaveAsync),
            ("./prov explain idn-...", ExplainAsync),
            ("./prov audit verify", VerifyAsync),
        ];

        Assert.Equal(expected.Select(e => e.Command), lines.Select(line => line.Split("  #")[0].TrimEnd()));
        foreach (var (line, (_, check)) in lines.Zip(expected))
        {
            await check(line);
        }
    }

    private async Task ServeAsync(string line)
    {
        Assert.Contains(new ProvClientOptions().Server.Authority, line, StringComparison.Ordinal);
        await _folder.ServeAsync(line);
        Assert.Contains("prov-data/admin.token", string.Concat(ReadmeFile.Below(Heading)), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.PathOf("prov-data/admin.token")));
    }

    private async Task DryRunAsync(string line)
    {
        var run = await OkAsync(line);
        Assert.Contains("15 of 15 documents differ.", run.Results, StringComparison.Ordinal);
        Assert.Contains("Nothing was written (dry run).", run.Results, StringComparison.Ordinal);

        var roles = _folder.PathOf("samples/configuration/50-roles.yaml");
        var text = await File.ReadAllTextAsync(roles);
        await File.WriteAllTextAsync(roles, text + "---\nkind: BusinessRole\nname: broken\nspec:\n  givs: {}\n  when: identity.nothing\n");
        var faulty = await _folder.RunAsync(line);
        await File.WriteAllTextAsync(roles, text);
        Assert.Equal(ExitCode.Refused, faulty.Code);
        Assert.Contains($"samples/configuration/50-roles.yaml:{text.Split('\n').Length + 4}: BusinessRole/broken", faulty.Messages, StringComparison.Ordinal);
    }

    private async Task ApplyAsync(string line) =>
        Assert.Contains("Configuration version 1 is active.", (await OkAsync(line)).Results, StringComparison.Ordinal);

    private async Task ImportAsync(string line)
    {
        var run = await _folder.RunAsync(line);
        Assert.True(run.Code == ExitCode.Partial, run.Results + run.Messages);
        Assert.Contains("2 bad", run.Results, StringComparison.Ordinal);
        Assert.Contains("1040 of 1040 applied", run.Results, StringComparison.Ordinal);
    }

    private async Task ListAsync(string line)
    {
        var run = await OkAsync(line);
        var rows = run.Results.Split('\n').Where(row => row.Contains("idn-", StringComparison.Ordinal)).ToArray();
        Assert.True(rows.Length > 10, run.Results);
        Assert.All(rows, row => Assert.Contains("Engineering", row, StringComparison.Ordinal));
    }

    private async Task LeaveAsync(string line)
    {
        Assert.Equal("active", await StateAsync());
        await OkAsync(line);
        Assert.Equal("terminated", await StateAsync());
    }

    private async Task ExplainAsync(string line)
    {
        var run = await OkAsync(line.Replace("idn-...", await IdAsync(), StringComparison.Ordinal));
        Assert.Contains("E10002", run.Results, StringComparison.Ordinal);
    }

    private async Task VerifyAsync(string line) => Assert.Contains("are intact.", (await OkAsync(line)).Results, StringComparison.Ordinal);

    private async Task<Invocation> OkAsync(string line)
    {
        var run = await _folder.RunAsync(line);
        Assert.True(run.Code == ExitCode.Ok, $"{line}\n{run.Results}{run.Messages}");
        return run;
    }

    private async Task<string> IdAsync() => (await LeaverAsync())[0];

    private async Task<string> StateAsync() => (await LeaverAsync())[1];

    private async Task<string[]> LeaverAsync()
    {
        var run = await OkAsync("""./prov list identities --filter 'identity.employeeNumber == "E10002"'""");
        var row = Assert.Single(run.Results.Split('\n'), line => line.Contains("idn-", StringComparison.Ordinal));
        return row.Split(['│', '|', ' '], StringSplitOptions.RemoveEmptyEntries);
    }
}
