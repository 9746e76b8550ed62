using System.Text.Json;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Clients;

/// <summary>Clients in other languages, made from the protos alone, submit events and read what followed.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public Task Python_JoinMoveAndBadEvent_SeesReceiptsReasonAndAccounts() => RunAsync("p1", PythonClient.PrepareAsync);

    [Fact]
    public Task Node_JoinMoveAndBadEvent_SeesReceiptsReasonAndAccounts() => RunAsync("n1", NodeClient.PrepareAsync);

    /// <summary>Prepares the client in a folder, runs it and checks the JSON object that it prints.</summary>
    /// <param name="person">Key of the person whom it submits.</param>
    /// <param name="prepareAsync">Gives the command in a folder: a program, and arguments from the address and the token file.</param>
    private static async Task RunAsync(string person, Func<string, Task<ForeignClient>> prepareAsync)
    {
        using var folder = await PrivateFolder.CreateAsync("client", owner: null);
        var client = await prepareAsync(folder.Path);
        await using var silo = await SiloProcess.StartAsync();
        await ApplyAsync(silo);
        var tokenFile = folder.File("token");
        await File.WriteAllTextAsync(tokenFile, silo.Token);

        var seen = JsonDocument.Parse(await client.RunAsync(silo.Address.Authority, tokenFile)).RootElement;

        Assert.Equal(["OUTCOME_APPLIED", "OUTCOME_APPLIED"], seen.GetProperty("outcomes").EnumerateArray().Select(o => o.GetString()));
        Assert.True(seen.GetProperty("same_identity").GetBoolean());
        Assert.Equal("STATE_ACTIVE", seen.GetProperty("state").GetString());
        AssertText(seen.GetProperty("refusal"), ("code", "INVALID_ARGUMENT"), ("reason", "SOURCE_UNKNOWN"), ("domain", "prov"));
        AssertText(seen.GetProperty("attributes"), ("number", person), ("name", "Zoë"), ("department", "Support"));
        var account = Assert.Single(seen.GetProperty("accounts").EnumerateArray());
        Assert.True(account.GetProperty("converged").GetBoolean(), account.ToString());
        AssertText(account, ("target", "badges"), ("name", person), ("department", "Support"));
    }

    private static void AssertText(JsonElement found, params IEnumerable<(string Name, string Text)> expected) =>
        Assert.Equal(expected, expected.Select(e => (e.Name, found.GetProperty(e.Name).GetString()!)));

    private static async Task ApplyAsync(SiloProcess silo)
    {
        string[] names = ["number", "name", "department"];
        var source = new AuthoritativeSource
        {
            Attributes = { names.Select(n => new SourceAttribute { Name = n, Type = AttributeType.String, Required = n == "number" }) },
            Mappings = { names.Select(n => Mapping(n, $"record.{n}")) },
        };
        var badges = new TargetSystem
        {
            Connector = "delimitedText",
            AccountName = new() { Expression = "identity.number" },
            Settings = { ["path"] = silo.PathOf("badges.csv"), ["nameColumn"] = "badge" },
            Mappings = { Mapping("department", "identity.department") },
        };
        var schema = new IdentitySchema { Attributes = { names.Select(n => new AttributeDefinition { Name = n, Type = AttributeType.String }) } };
        var everyone = new BirthrightPolicy { When = "true", Gives = new() { Accounts = { "badges" } } };
        using var channel = silo.Connect();
        await new ConfigurationService.ConfigurationServiceClient(channel).ApplyConfigurationAsync(new()
        {
            Documents =
            {
                new ConfigurationDocument { IdentitySchema = schema },
                new ConfigurationDocument { Name = "hr", AuthoritativeSource = source },
                new ConfigurationDocument { Name = "badges", TargetSystem = badges },
                new ConfigurationDocument { Name = "everyone", BirthrightPolicy = everyone },
            },
        });
    }

    private static AttributeMapping Mapping(string attribute, string expression) => new() { Attribute = attribute, Expression = expression };
}
