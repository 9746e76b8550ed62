using Prov.Client.Errors;

namespace Prov.Client.Tests.Server;

/// <summary>The list of imports by the command line, against a silo that nobody else imports into.</summary>
public sealed class ImportListCommandTests(ConfiguredSilo silo) : IClassFixture<ConfiguredSilo>, IDisposable
{
    private const string Feed =
        """
        employee_number,given_name,family_name,department,title,location,manager,start_date,end_date,employment_type
        P1,Given1,Family1,Sales,,,,2020-01-01,,employee

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task List_Imports_ShowsThemNewestFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var run = await silo.RunAsync("import", "--source", "hr", _folder.Write("feed.csv", Feed), "--wait", "-o", "json");
            ids.Insert(0, run.Json.GetProperty("id").GetString()!);
        }

        var table = await silo.RunAsync("list", "imports", "--source", "hr");
        var page = await silo.RunAsync("list", "imports", "--page-size", "2", "-o", "json");

        Assert.Equal(ExitCode.Ok, table.Code);
        Assert.All(ids, id => Assert.Contains(id, table.Results, StringComparison.Ordinal));
        Assert.Equal(ids, page.Json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("id").GetString()!));
    }
}
