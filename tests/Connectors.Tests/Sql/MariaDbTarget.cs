using System.Collections.Immutable;
using System.Data.Common;
using MySqlConnector;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Sql;

internal sealed class MariaDbTarget : SqlTarget, IFaultyTarget
{
    private MariaDbServer? _own;

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["display name"] = Value.From("Jane Smith"),
        ["number"] = Value.From(-42),
        ["share"] = Value.From(0.75),
        ["external"] = Value.From(true),
        ["hired"] = Value.From(new DateTimeOffset(2021, 2, 28, 0, 0, 0, TimeSpan.Zero)),
        ["seen"] = Value.From(new DateTimeOffset(2026, 3, 1, 13, 30, 15, 250, TimeSpan.Zero)),
        ["photo"] = Value.From(ImmutableArray.Create<byte>(0, 255, 92, 39)),
        ["guid"] = Value.From("6c84fb90-12c4-11e1-840d-7b25c5ee775a"),
        ["mails"] = Value.ListOf(["a,b@example.test", "\"{}\\'@example.test", "ü@example.test"]),
    });

    protected override string Provider => "mysql";

    protected override ImmutableSortedDictionary<string, string> Columns { get; } = new Dictionary<string, string>
    {
        ["display name"] = "`display name`",
        ["number"] = "CAST(number AS CHAR)",
        ["share"] = "CAST(share AS CHAR)",
        ["external"] = "IF(external, 'true', 'false')",
        ["hired"] = "DATE_FORMAT(hired, '%Y-%m-%dT00:00:00Z')",
        ["seen"] = "CONCAT(DATE_FORMAT(seen, '%Y-%m-%dT%H:%i:%s'), '.', MICROSECOND(seen) DIV 10000, 'Z')",
        ["photo"] = "TO_BASE64(photo)",
        ["guid"] = "CAST(guid AS CHAR)",
        ["mails"] = "(SELECT GROUP_CONCAT(j.mail ORDER BY j.mail SEPARATOR '\\n') FROM JSON_TABLE(mails, '$[*]' COLUMNS (mail VARCHAR(200) PATH '$')) AS j)",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static async Task<TargetUnderTest> StartAsync() => await PrepareAsync(await (await SharedServers.MariaDbAsync()).CreateDatabaseAsync(), null);

    public static async Task<TargetUnderTest> StartOwnAsync()
    {
        var server = await MariaDbServer.StartAsync();
        return await PrepareAsync(await server.CreateDatabaseAsync(), server);
    }

    public IConnector MakeWithBadCredentials() => Factory.Create(
        Target, new OneSecret(new MySqlConnectionStringBuilder(ConnectionString) { Password = "wrong" }.ConnectionString));

    public Task StopAsync() => _own!.StopAsync();

    public Task RestartAsync() => _own!.RestartAsync();

    public async Task<IAsyncDisposable> HangAsync()
    {
        var connection = await OpenAsync();
        await using var command = Command(connection, "LOCK TABLES accounts WRITE, memberships WRITE");
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    protected override async Task<DbConnection> OpenAsync()
    {
        var settings = new MySqlConnectionStringBuilder(ConnectionString) { Pooling = false, GuidFormat = MySqlGuidFormat.None };
        var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected override DbCommand Command(DbConnection connection, string text, params string[] parameters)
    {
        var command = new MySqlCommand(text.Replace("$1", "@p1", StringComparison.Ordinal), (MySqlConnection)connection);
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue($"@p{i + 1}", parameters[i]);
        }

        return command;
    }

    protected override ValueTask CloseAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<MariaDbTarget> PrepareAsync(string database, MariaDbServer? own)
    {
        var target = new MariaDbTarget { ConnectionString = database, _own = own };
        await target.ExecuteAsync("""
            CREATE TABLE accounts (
                id bigint AUTO_INCREMENT PRIMARY KEY,
                login varchar(64) NOT NULL UNIQUE,
                active boolean NOT NULL,
                `display name` varchar(200), number integer, share decimal(5,2), external boolean, hired date, seen datetime(6), photo blob, guid uuid, mails json,
                code varchar(4), grade integer, manager bigint, CONSTRAINT grade_is_positive CHECK (grade > 0),
                CONSTRAINT manager_is_there FOREIGN KEY (manager) REFERENCES accounts (id)) CHARACTER SET utf8mb4;
            CREATE TABLE memberships (
                account bigint NOT NULL, role varchar(64) NOT NULL, PRIMARY KEY (account, role), FOREIGN KEY (account) REFERENCES accounts (id)) CHARACTER SET utf8mb4;
            """);
        return target;
    }
}
