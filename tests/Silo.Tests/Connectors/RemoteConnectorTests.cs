using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Connectors;

/// <summary>A whole silo with the example connectors: one that it dials, and one that dials in as an agent.</summary>
public sealed class RemoteConnectorTests
{
    private const string AgentToken = "the-agent-of-plant-7-shows-this";

    private static readonly SiloProcessOptions _options = new()
    {
        Settings = new Dictionary<string, string>
        {
            ["Prov:Authentication:Tokens:0:Name"] = "plant-7",
            ["Prov:Authentication:Tokens:0:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(AgentToken))),
            ["Prov:Authentication:Tokens:0:Roles:0"] = "agent",
        },
    };

    [Fact]
    public async Task Join_TargetServedByAnExample_AccountIsThere()
    {
        await using var silo = await SiloProcess.StartAsync(_options);
        await using var connector = await ConnectorProcess.StartPythonAsync();

        await RunAsync(silo, connector, ("address", $"http://127.0.0.1:{connector.Port}"));
    }

    [Fact]
    public async Task Join_TargetServedByAnAgentThatDialsIn_AccountIsThereAlsoAfterTheSiloRestarts()
    {
        await using var silo = await SiloProcess.StartAsync(_options);
        await using var connector = await ConnectorProcess.StartPythonAsync((silo.Address, AgentToken));

        await RunAsync(silo, connector, ("agent", "plant-7"));

        await silo.RestartAsync();
        using var channel = silo.Connect();
        await AnsweringAsync(channel);
    }

    [Fact]
    public async Task Test_AgentWithoutThePermission_IsNotConnected()
    {
        await using var silo = await SiloProcess.StartAsync(_options with
        {
            Settings = new Dictionary<string, string>(_options.Settings) { ["Prov:Authentication:Tokens:0:Roles:0"] = "reader" },
        });
        await using var connector = await ConnectorProcess.StartPythonAsync((silo.Address, AgentToken));
        using var channel = silo.Connect();
        await ApplyAsync(silo, channel, connector, ("agent", "plant-7"));
        await Deadline.UntilAsync(
            async () => (await connector.LogAsync()).Contains("PERMISSION_DENIED", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "the agent is refused");

        var test = await new TargetSystemService.TargetSystemServiceClient(channel).TestTargetSystemAsync(new() { Name = "badges" });

        Assert.Equal((false, "AGENT_NOT_CONNECTED"), (test.Succeeded, test.Reason));
    }

    private static async Task RunAsync(SiloProcess silo, ConnectorProcess connector, (string Name, string Value) place)
    {
        using var channel = silo.Connect();
        await ApplyAsync(silo, channel, connector, place);
        await AnsweringAsync(channel);
        await new LifecycleEventService.LifecycleEventServiceClient(channel).SubmitEventAsync(new()
        {
            Event = new()
            {
                Source = "hr",
                SourceKey = "E1",
                EventId = "join-E1",
                Kind = LifecycleEvent.Types.Kind.Join,
                Attributes = { ["number"] = new() { StringValue = "E1" }, ["name"] = new() { StringValue = "Zoë O'Neil" } },
            },
        });

        await Deadline.UntilAsync(async () => (await AccountsAsync(connector)).Count > 0, TimeSpan.FromSeconds(60), "the account is there");

        Assert.Equal(["E1 Zoë O'Neil 1"], await AccountsAsync(connector));
    }

    // An agent takes a moment to dial.
    private static Task AnsweringAsync(Grpc.Net.Client.GrpcChannel channel) => Deadline.UntilAsync(
        async () => (await new TargetSystemService.TargetSystemServiceClient(channel).TestTargetSystemAsync(new() { Name = "badges" })).Succeeded,
        TimeSpan.FromSeconds(60),
        "the target answers");

    private static async Task<List<string>> AccountsAsync(ConnectorProcess connector)
    {
        await using var database = new SqliteConnection($"Data Source={connector.TargetFile};Pooling=False");
        await database.OpenAsync();
        await using var command = new SqliteCommand("select login || ' ' || full_name || ' ' || enabled from accounts", database);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static async Task ApplyAsync(
        SiloProcess silo, Grpc.Net.Client.GrpcChannel channel, ConnectorProcess connector, (string Name, string Value) place)
    {
        await File.WriteAllTextAsync(silo.PathOf("badges"), connector.Token);
        string[] names = ["number", "name"];
        var source = new AuthoritativeSource
        {
            Attributes = { names.Select(n => new SourceAttribute { Name = n, Type = AttributeType.String, Required = n == "number" }) },
            Mappings = { names.Select(n => new AttributeMapping { Attribute = n, Expression = $"record.{n}" }) },
        };
        var badges = new TargetSystem
        {
            Connector = "remote",
            AccountName = new() { Expression = "identity.number" },
            Settings = { [place.Name] = place.Value, ["token"] = "secret:badges", ["capabilities"] = "read,search,write,schema" },
            Mappings = { new AttributeMapping { Attribute = "fullName", Expression = "identity.name" } },
        };
        var schema = new IdentitySchema { Attributes = { names.Select(n => new AttributeDefinition { Name = n, Type = AttributeType.String }) } };
        var everyone = new BirthrightPolicy { When = "true", Gives = new() { Accounts = { "badges" } } };
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
}
