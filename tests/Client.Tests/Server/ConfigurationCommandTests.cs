using Prov.Client.Configuration;
using Prov.Client.Errors;

namespace Prov.Client.Tests.Server;

public sealed class ConfigurationCommandTests(ConfiguredSilo silo) : IClassFixture<ConfiguredSilo>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Apply_SameDocumentsAgain_ChangesNothing()
    {
        var run = await silo.RunAsync("apply", "-f", silo.Configuration, "-o", "json");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.All(run.Json.GetProperty("changes").EnumerateArray(), c => Assert.Equal("KIND_UNCHANGED", c.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Export_ThenApply_ChangesNothing()
    {
        Assert.Equal(ExitCode.Ok, (await silo.RunAsync("export", "-d", _folder.Path)).Code);

        var diff = await silo.RunAsync("diff", "-f", _folder.Path);

        Assert.Equal(ExitCode.Ok, diff.Code);
        Assert.Contains("0 of 15 documents differ.", diff.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Samples_BindsToTheSame()
    {
        await silo.RunAsync("export", "-d", _folder.Path);

        var (exported, applied) = (ConfigurationReader.Read(_folder.Path), ConfigurationReader.Read(silo.Configuration));

        Assert.Empty(exported.Errors);
        Assert.Equal(applied.Documents.Select(d => d.Id).Order(), exported.Documents.Select(d => d.Id).Order());
    }

    [Fact]
    public async Task Diff_ChangedDocument_ShowsItsLines()
    {
        CopyConfiguration("60-policies.yaml", text => text.Replace("\"Marketing\"", "\"Finance\"", StringComparison.Ordinal));

        var run = await silo.RunAsync("diff", "-f", _folder.Path);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("BirthrightPolicy/customers", run.Results, StringComparison.Ordinal);
        Assert.Contains("\"Finance\"", run.Results, StringComparison.Ordinal);
        Assert.Contains("1 of 15 documents differ.", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_FaultFoundByTheServer_IsShownAtItsLine()
    {
        CopyConfiguration("60-policies.yaml", text => text.Replace("roles: [engineer]", "roles: [enginer]", StringComparison.Ordinal));

        var run = await silo.RunAsync("apply", "-f", _folder.Path);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains($"{Path.Combine(_folder.Path, "60-policies.yaml")}:13: BirthrightPolicy/engineering", run.Messages, StringComparison.Ordinal);
        Assert.Contains("REFERENCE_UNKNOWN", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_DryRun_WritesNothing()
    {
        CopyConfiguration("60-policies.yaml", text => text.Replace("\"Marketing\"", "\"Finance\"", StringComparison.Ordinal));

        await silo.RunAsync("apply", "-f", _folder.Path, "--dry-run");

        Assert.Contains("1 of 15 documents differ.", (await silo.RunAsync("diff", "-f", _folder.Path)).Results, StringComparison.Ordinal);
    }

    private void CopyConfiguration(string changed, Func<string, string> change)
    {
        foreach (var file in Directory.EnumerateFiles(silo.Configuration))
        {
            var (name, text) = (Path.GetFileName(file), File.ReadAllText(file));
            _folder.Write(name, name == changed ? change(text) : text);
        }
    }
}
