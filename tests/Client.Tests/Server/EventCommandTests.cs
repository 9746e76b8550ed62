using System.Text.Json;
using Prov.Client.Errors;

namespace Prov.Client.Tests.Server;

/// <summary>Events by the command line, and what the targets' own files show of them.</summary>
public sealed class EventCommandTests(ConfiguredSilo silo) : IClassFixture<ConfiguredSilo>
{
    [Fact]
    public async Task Event_JoinMoveLeave_ReachesTheTargets()
    {
        Assert.Equal(ExitCode.Ok, (await JoinAsync("J1", "Zoë", "Müller", "Sales")).Code);
        await silo.ConvergeAsync();
        Assert.Equal("zmuller", Assert.Single(silo.Targets.Directory(), a => a.EmployeeNumber == "J1").Name);
        Assert.True(Assert.Single(silo.Targets.Crm(), a => a.EmployeeNumber == "J1").Enabled);

        await silo.RunAsync("event", "move", "--source", "hr", "--key", "J1", "--id", "J1-2", "--set", "department=Engineering");
        await silo.ConvergeAsync();
        Assert.False(Assert.Single(silo.Targets.Crm(), a => a.EmployeeNumber == "J1").Enabled);
        Assert.Contains("source-code", Assert.Single(silo.Targets.Directory(), a => a.EmployeeNumber == "J1").Facts, StringComparison.Ordinal);

        await silo.RunAsync("event", "leave", "--source", "hr", "--key", "J1", "--id", "J1-3");
        await silo.ConvergeAsync();
        Assert.False(Assert.Single(silo.Targets.Directory(), a => a.EmployeeNumber == "J1").Enabled);
    }

    [Fact]
    public async Task Event_SentTwice_IsSaidToBeRepeated()
    {
        await JoinAsync("J2", "Jan", "Novák", "Finance");

        var run = await JoinAsync("J2", "Jan", "Novák", "Finance");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.True(run.Json.GetProperty("repeated").GetBoolean());
    }

    [Fact]
    public async Task Event_InTheFuture_IsScheduled()
    {
        await JoinAsync("J3", "Ida", "Berg", "Finance");

        var run = await silo.RunAsync("event", "leave", "--source", "hr", "--key", "J3", "--id", "J3-2", "--effective-at", "2031-01-01", "-o", "json");

        Assert.Equal("OUTCOME_SCHEDULED", run.Json.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Event_Bad_EndsWith1AndGivesEveryFault()
    {
        var run = await silo.RunAsync("event", "join", "--source", "hr", "--key", "J4", "--id", "J4-1", "--set", "salary=1", "--set", "given_name=X", "-o", "json");

        Assert.Equal(ExitCode.Refused, run.Code);
        var reasons = run.Json.GetProperty("error").GetProperty("details").EnumerateArray().Select(d => d.GetProperty("reason").GetString()).ToArray();
        Assert.Contains("ATTRIBUTE_UNKNOWN", reasons);
        Assert.Contains("ATTRIBUTE_REQUIRED", reasons);
    }

    [Fact]
    public async Task Event_ValueOfWrongType_EndsWith2()
    {
        var run = await silo.RunAsync("event", "move", "--source", "hr", "--key", "J5", "--set", "start_date=soon");

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("timestamp", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("list", "identities")]
    [InlineData("audit", "verify")]
    public async Task Run_TokenUnknown_EndsWith4(params string[] args)
    {
        var run = await silo.RunAsAsync("unknown", args);

        Assert.Equal(ExitCode.NotPermitted, run.Code);
        Assert.DoesNotContain("unknown", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Identity_NamesPolicyAndRole()
    {
        var id = (await JoinAsync("J6", "Ana", "Peña", "Sales")).Json.GetProperty("identityId").GetString()!;

        var run = await silo.RunAsync("explain", id);

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("BirthrightPolicy/sales > TechnicalRole/crm-seller", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AllPages_GivesEveryIdentityOnce()
    {
        foreach (var number in Enumerable.Range(0, 5))
        {
            await JoinAsync($"L{number}", "Liv", "Dahl", "Operations");
        }

        var run = await silo.RunAsync("list", "identities", "--filter", "identity.department == \"Operations\"", "--page-size", "2", "--all", "-o", "json");

        var pages = run.Results.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("identities")).ToArray();
        Assert.Equal(3, pages.Length);
        Assert.Equal(5, pages.SelectMany(p => p.EnumerateArray()).Select(i => i.GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Get_IdentityUnknown_EndsWith1() =>
        Assert.Equal(ExitCode.Refused, (await silo.RunAsync("get", "identity", "idn-aaaaaaaaaaaaaaaaaaaaaaaaaa")).Code);

    [Fact]
    public async Task Target_Test_FindsItWorking()
    {
        var run = await silo.RunAsync("target", "test", "crm");

        Assert.True(run.Code == ExitCode.Ok, run.Results + run.Messages);
    }

    [Fact]
    public async Task Audit_Verify_FindsItIntact()
    {
        await JoinAsync("J7", "Eva", "Koch", "Finance");

        var run = await silo.RunAsync("audit", "verify");

        Assert.True(run.Code == ExitCode.Ok, run.Results + run.Messages);
    }

    private Task<Commands.Invocation> JoinAsync(string key, string given, string family, string department) => silo.RunAsync(
        "event", "join", "--source", "hr", "--key", key, "--id", key + "-1", "-o", "json", "--set", "employee_number=" + key, "--set", "given_name=" + given,
        "--set", "family_name=" + family, "--set", "department=" + department, "--set", "start_date=2020-01-01", "--set", "employment_type=employee");
}
