using Grpc.Core;
using Npgsql;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Secrets;

/// <summary>
/// A silo whose target's password and whose people's badges are canaries: the password is in the folder of secrets, the badge is a secret
/// attribute that the target needs. The target is a PostgreSQL table that refuses some badges, and says in its refusal what was in the row.
/// </summary>
internal sealed class CanaryWorld : IAsyncDisposable
{
    public const string Password = "canary-password-9f31";
    public const string Badge = "canary-badge-77c2";
    public const string RefusedBadge = "canary-badge-refused-1b44";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("prov-canary-");
    private readonly TelemetryReceiver _telemetry = new();
    private string _connection = "";

    private CanaryWorld()
    {
    }

    public static IReadOnlyList<string> Canaries { get; } = [Password, Badge, RefusedBadge, "canary-"];

    public SiloProcess Silo { get; private set; } = null!;

    public string Telemetry => _telemetry.Received;

    public static async Task<CanaryWorld> StartAsync()
    {
        var world = new CanaryWorld();
        await world.CreateTargetAsync();
        world.Silo = await SiloProcess.StartAsync(new SiloProcessOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["Prov:SecretsFolder"] = world._secrets.FullName,
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:LogLevel:Prov"] = "Trace",
            },
            Environment = new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = world._telemetry.Endpoint,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            },
        });
        using var channel = world.Silo.Connect();
        await new ConfigurationService.ConfigurationServiceClient(channel).ApplyConfigurationAsync(
            new() { Documents = { Documents.Schema(), Documents.Hr(), Target(), Documents.Everyone() } });
        return world;
    }

    /// <summary>Whether the target holds an account with this badge: the secret goes where it is meant for.</summary>
    public async Task<bool> HoldsAsync(string badge)
    {
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand("select count(*) from accounts where badge = $1");
        command.Parameters.Add(new() { Value = badge });
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    public Task UntilAsync(Func<Task<bool>> condition, string what) => Deadline.UntilAsync(condition, _limit, what);

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await _telemetry.DisposeAsync();
        _secrets.Delete(recursive: true);
    }

    private static ConfigurationDocument Target()
    {
        var document = Documents.Directory("sql");
        var settings = document.TargetSystem.Settings;
        (settings["provider"], settings["connectionString"]) = ("postgresql", "secret:target");
        (settings["accountTable"], settings["nameColumn"], settings["enabledColumn"]) = ("accounts", "login", "enabled");
        return document;
    }

    private async Task CreateTargetAsync()
    {
        var server = await SharedServers.PostgresAsync();
        _connection = await server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand(
            $"""
            drop role if exists canary;
            create role canary login password '{Password}';
            create table accounts (login text primary key, enabled boolean not null, unit text, badge text check (badge not like '%refused%'));
            grant all on accounts to canary;
            """);
        await command.ExecuteNonQueryAsync();
        var own = new NpgsqlConnectionStringBuilder(_connection) { Username = "canary", Password = Password };
        await File.WriteAllTextAsync(Path.Combine(_secrets.FullName, "target"), own.ConnectionString);
    }
}
