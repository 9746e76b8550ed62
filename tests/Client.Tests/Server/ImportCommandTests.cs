using Prov.Client.Errors;

namespace Prov.Client.Tests.Server;

/// <summary>Feeds by the command line, with the exit code of each end.</summary>
public sealed class ImportCommandTests(ConfiguredSilo silo) : IClassFixture<ConfiguredSilo>, IDisposable
{
    private const string Header =
        "employee_number,given_name,family_name,department,title,location,manager,start_date,end_date,employment_type\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_GoodThenBadThenTruncated_EndsWithItsCode()
    {
        var good = await ImportAsync(Header + Rows(40));
        Assert.Equal(ExitCode.Ok, good.Code);
        Assert.Equal("40", good.Json.GetProperty("metadata").GetProperty("applied").GetString());

        var bad = await ImportAsync(Header + Rows(40) + "P99,Bad,Date,Sales,,,,2020-02-30,,employee\n");
        Assert.Equal(ExitCode.Partial, bad.Code);
        Assert.Equal("1", bad.Json.GetProperty("metadata").GetProperty("rowsBad").GetString());

        var truncated = await ImportAsync(Header + Rows(10));
        Assert.Equal(ExitCode.Partial, truncated.Code);
        Assert.Equal("30", truncated.Json.GetProperty("metadata").GetProperty("leavesHeld").GetString());
        await silo.ConvergeAsync();
        Assert.Equal(40, silo.Targets.Directory().Count(a => a.Enabled));

        var (id, hash) = (truncated.Json.GetProperty("id").GetString()!, truncated.Json.GetProperty("metadata").GetProperty("planHash").GetString()!);
        Assert.Equal(ExitCode.Refused, (await silo.RunAsync("release", id, "--plan-hash", "0000")).Code);
        Assert.Equal(ExitCode.Ok, (await silo.RunAsync("release", id, "--plan-hash", hash)).Code);
        await silo.ConvergeAsync();
        Assert.Equal(10, silo.Targets.Directory().Count(a => a.Enabled));
    }

    [Fact]
    public async Task Import_SourceUnknown_EndsWith1()
    {
        var run = await silo.RunAsync("import", "--source", "nobody", _folder.Write("a.csv", Header));

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("SOURCE_UNKNOWN", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_FileAbsent_EndsWith1() =>
        Assert.Equal(ExitCode.Refused, (await silo.RunAsync("import", "--source", "hr", Path.Combine(_folder.Path, "absent.csv"))).Code);

    private Task<Commands.Invocation> ImportAsync(string text) =>
        silo.RunAsync("import", "--source", "hr", _folder.Write("feed.csv", text), "--wait", "-o", "json");

    private static string Rows(int count) =>
        string.Concat(Enumerable.Range(1, count).Select(n => $"P{n},Given{n},Family{n},Sales,,,,2020-01-01,,employee\n"));
}
