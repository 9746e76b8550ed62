using System.Runtime.Versioning;
using Prov.Client.Configuration;
using Prov.Client.Errors;
using Prov.Client.Tests.Commands;
using Prov.Tests.Servers;

namespace Prov.Client.Tests.Readme;

/// <summary>The README's policy, applied as it stands there, with what it promises of joiners and movers.</summary>
[SupportedOSPlatform("linux")]
public sealed class PolicyExampleTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly NewcomerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Policy_JoinerThenMover_GetsAndLosesWhatItSays()
    {
        await _folder.ServeAsync("./prov serve");
        foreach (var sample in new[] { "10-identity-schema.yaml", "20-source-hr.yaml", "30-target-directory.yaml" })
        {
            _folder.Write("own/" + sample, await File.ReadAllTextAsync(_folder.PathOf("samples/configuration/" + sample)));
        }

        _folder.Write("own/50-readme.yaml", string.Join('\n', ReadmeFile.Block("How to write a policy", "yaml")));
        await OkAsync("./prov apply -f own");
        Directory.CreateDirectory(_folder.PathOf("targets"));

        await OkAsync("./prov event join --source hr --key E1 --id e-1 " + Record("Engineering"));
        var engineer = await AccountAsync(enabled: true);
        Assert.Contains("source-code", engineer, StringComparison.Ordinal);
        Assert.Contains("build-farm", engineer, StringComparison.Ordinal);

        await OkAsync("./prov event move --source hr --key E1 --id e-2 " + Record("Sales"));
        var mover = await AccountAsync(enabled: false);
        Assert.DoesNotContain("source-code", mover, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_FieldsOfTheTable_AreThoseOfTheApi()
    {
        var rows = ReadmeFile.Below("Configuration").Where(line => line.StartsWith("| `", StringComparison.Ordinal) && char.IsUpper(line[3])).ToArray();
        Assert.NotEmpty(rows);
        foreach (var cells in rows.Select(row => row.Split('|', StringSplitOptions.TrimEntries)))
        {
            foreach (var kind in cells[1].Split(", ").Select(k => k.Trim('`')))
            {
                Assert.True(ConfigurationKinds.TryGet(kind, out var spec), $"There is no kind {kind}.");
                Assert.Empty(Fields(cells[3]).Except(spec.Fields.InFieldNumberOrder().Select(f => f.JsonName)));
            }
        }
    }

    /// <summary>The names in backquotes, without what is said of their own fields.</summary>
    private static IEnumerable<string> Fields(string cell) => cell.Split('`').Where((_, place) => place % 2 == 1).Select(code => code.Split(':')[0]);

    private static string Record(string department) =>
        $"--set employee_number=E1 --set given_name=Eva --set family_name=Koch --set department={department} --set start_date=2020-01-01 --set employment_type=employee";

    private async Task<string> AccountAsync(bool enabled)
    {
        var line = "";
        await Deadline.UntilAsync(
            async () =>
            {
                var file = _folder.PathOf("targets/directory.csv");
                line = File.Exists(file) ? (await File.ReadAllLinesAsync(file)).SingleOrDefault(l => l.StartsWith("ekoch,", StringComparison.Ordinal)) ?? "" : "";
                return line.StartsWith(enabled ? "ekoch,true" : "ekoch,false", StringComparison.Ordinal);
            },
            _limit,
            $"the account is {(enabled ? "enabled" : "disabled")}");
        return line;
    }

    private async Task<Invocation> OkAsync(string line)
    {
        var run = await _folder.RunAsync(line);
        Assert.True(run.Code == ExitCode.Ok, $"{line}\n{run.Results}{run.Messages}");
        return run;
    }
}
