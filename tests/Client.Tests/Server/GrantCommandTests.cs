using Prov.Client.Errors;

namespace Prov.Client.Tests.Server;

/// <summary>Grants by hand from the command line, and what the targets' own files show of them.</summary>
public sealed class GrantCommandTests(ConfiguredSilo silo) : IClassFixture<ConfiguredSilo>
{
    [Fact]
    public async Task Grant_AddListRevoke_ReachesTheTargetAndGoesAgain()
    {
        var joined = await silo.RunAsync(
            "event", "join", "--source", "hr", "--key", "G1", "--id", "G1-1", "-o", "json", "--set", "employee_number=G1", "--set", "given_name=Zoë",
            "--set", "family_name=Meier", "--set", "department=Finance", "--set", "start_date=2020-01-01", "--set", "employment_type=employee");
        var identity = joined.Json.GetProperty("identityId").GetString()!;

        var added = await silo.RunAsync(
            "grant", "add", identity, "--target", "directory", "--entitlement", "source-code", "--reason", "audit", "--id", "G1-2", "-o", "json");
        var grant = added.Json.GetProperty("grant").GetProperty("id").GetString()!;
        await silo.ConvergeAsync();
        Assert.Contains("source-code", Facts("G1"), StringComparison.Ordinal);
        Assert.Contains(grant, (await silo.RunAsync("grant", "list", identity)).Results, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, (await silo.RunAsync("grant", "revoke", identity, grant, "--id", "G1-3")).Code);
        await silo.ConvergeAsync();
        Assert.DoesNotContain("source-code", Facts("G1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grant_NothingNamed_EndsWith2() =>
        Assert.Equal(ExitCode.Usage, (await silo.RunAsync("grant", "add", "idn-x")).Code);

    private string Facts(string number) => Assert.Single(silo.Targets.Directory(), a => a.EmployeeNumber == number).Facts;
}
