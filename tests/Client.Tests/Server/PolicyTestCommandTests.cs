using System.Xml.Linq;
using Prov.Client.Errors;

namespace Prov.Client.Tests.Server;

public sealed class PolicyTestCommandTests(ConfiguredSilo silo) : IClassFixture<ConfiguredSilo>, IDisposable
{
    private const string Policy = """
        kind: BirthrightPolicy
        name: engineers
        spec:
          when: identity.department == "Engineering"
          gives: { entitlements: [{ target: directory, entitlement: source-code }] }
        """;

    private const string Test = """
        kind: PolicyTest
        name: engineers-write-code
        statement: Engineers get the source code.
        steps:
          - event: { of: hr/E1, kind: join, attributes: { family_name: Koch, department: Engineering } }
            expect:
              identities:
                - of: hr/E1
                  accounts: [{ target: directory, name: koch, state: enabled, entitlements: [source-code] }]
        """;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(SampleFolder, "*.yaml").Select(f => Path.GetFileName(f))];

    private static string SampleFolder => Path.Combine(AppContext.BaseDirectory, "samples", "policies");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Test_EachSample_Passes(string sample)
    {
        var run = await silo.RunAsync("policy", "test", Path.Combine(SampleFolder, sample));

        Assert.True(run.Code == ExitCode.Ok, run.Results + run.Messages);
        Assert.Contains("1 of 1 tests passed.", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_Passing_WritesNothing()
    {
        Write(Policy, Test);

        Assert.Equal(ExitCode.Ok, (await silo.RunAsync("policy", "test", _folder.Path)).Code);

        var status = (await silo.RunAsync("status", "-o", "json")).Json;
        Assert.Equal("0", status.GetProperty("events").GetString());
        Assert.Empty(status.GetProperty("identitiesByState").EnumerateObject());
    }

    [Fact]
    public async Task Test_Failing_EndsWithOneAndNamesTheLine()
    {
        Write(Policy.Replace("source-code", "build-farm", StringComparison.Ordinal), Test);

        var run = await silo.RunAsync("policy", "test", _folder.Path, "--junit", Path.Combine(_folder.Path, "result.xml"), "-o", "json");

        Assert.Equal(ExitCode.Refused, run.Code);
        var failure = Assert.Single(run.Json.GetProperty("tests").EnumerateArray()).GetProperty("failures")[0];
        Assert.Equal("steps[0].expect.identities[0].accounts[0].entitlements", failure.GetProperty("path").GetString());
        Assert.Equal(9, failure.GetProperty("line").GetInt32());
        Assert.Equal("Expected [source-code], but found [build-farm].", failure.GetProperty("message").GetString());
        var suite = XDocument.Load(Path.Combine(_folder.Path, "result.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("1", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("engineers-write-code", suite.Element("testcase")!.Attribute("name")!.Value);
    }

    [Fact]
    public async Task Test_PropertyThatDoesNotHold_NamesWhomAndWhen()
    {
        Write(Policy, Test + "\nalways: [{ statement: Nobody has any account., holds: accounts.size() == 0 }]");

        var run = await silo.RunAsync("policy", "test", _folder.Path);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("steps[0]: For hr/E1 it does not hold: Nobody has any account.", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_FaultsOfTheFile_AreAllShownAndNothingRuns()
    {
        Write(Policy, Test.Replace("kind: join", "kind: joyn", StringComparison.Ordinal).Replace("expect:", "expects:", StringComparison.Ordinal));

        var run = await silo.RunAsync("policy", "test", _folder.Path);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("ENUM_VALUE_UNKNOWN", run.Messages, StringComparison.Ordinal);
        Assert.Contains("FIELD_UNKNOWN", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_TwoActionsInOneStep_AreRefused()
    {
        Write(Policy, Test + "\n  - { wait: 1d, clock: 2031-01-01 }");

        var run = await silo.RunAsync("policy", "test", _folder.Path);

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("Only one of these", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_Against_ShowsWhoGainsAndLoses()
    {
        Write(Policy, Test);
        var other = Directory.CreateDirectory(Path.Combine(_folder.Path, "other")).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "policies.yaml"), Company() + Policy.Replace("source-code", "build-farm", StringComparison.Ordinal));

        var run = await silo.RunAsync("policy", "test", Path.Combine(_folder.Path, "policies"), "--against", other, "-o", "json");

        Assert.Equal(ExitCode.Ok, run.Code);
        var line = Assert.Single(run.Json.GetProperty("impact").EnumerateArray());
        Assert.Equal("hr/E1", line.GetProperty("identity").GetString());
        Assert.Equal(["directory: build-farm"], line.GetProperty("gains").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal(["directory: source-code"], line.GetProperty("loses").EnumerateArray().Select(g => g.GetString()));
    }

    [Fact]
    public async Task Apply_FolderWithTests_PassesOverThem()
    {
        Write(Policy, Test);

        var run = await silo.RunAsync("apply", "-f", _folder.Path, "--dry-run");

        Assert.True(run.Code == ExitCode.Ok, run.Messages);
    }

    private static string Company() => """
        kind: IdentitySchema
        spec:
          attributes: [{ name: familyName, type: string }, { name: department, type: string }]
        ---
        kind: AuthoritativeSource
        name: hr
        spec:
          attributes: [{ name: family_name, type: string }, { name: department, type: string }]
          mappings:
            - { attribute: familyName, expression: record.family_name }
            - { attribute: department, expression: record.department }
        ---
        kind: TargetSystem
        name: directory
        spec:
          connector: "null"
          accountName: { expression: identity.familyName.lower() }
        ---

        """;

    private void Write(string policy, string test)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "policies"));
        File.WriteAllText(Path.Combine(_folder.Path, "policies/policies.yaml"), Company() + policy);
        File.WriteAllText(Path.Combine(_folder.Path, "policies/test.yaml"), test);
    }
}
