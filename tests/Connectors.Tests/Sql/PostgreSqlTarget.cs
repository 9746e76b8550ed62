using System.Collections.Immutable;
using System.Data.Common;
using Npgsql;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Sql;

internal sealed class PostgreSqlTarget : SqlTarget, IFaultyTarget
{
    // One database with a schema for each test: a database each would be some hundred megabytes to delete at the end.
    private static readonly Lazy<Task<string>> _shared = new(async () => await (await SharedServers.PostgresAsync()).CreateDatabaseAsync());

    private PostgresServer? _own;

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
        ["rooms"] = Value.ListOf(Value.From(1), Value.From(2)),
        ["extra"] = Value.ListOf(["x", "y"]),
    });

    public string Schema => new NpgsqlConnectionStringBuilder(ConnectionString).SearchPath!;

    protected override string Provider => "postgresql";

    protected override ImmutableSortedDictionary<string, string> Columns { get; } = new Dictionary<string, string>
    {
        ["display name"] = "\"display name\"",
        ["number"] = "number::text",
        ["share"] = "share::text",
        ["external"] = "external::text",
        ["hired"] = "to_char(hired, 'YYYY-MM-DD\"T00:00:00Z\"')",
        ["seen"] = "to_char(seen AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') || '.25Z'",
        ["photo"] = "encode(photo, 'base64')",
        ["guid"] = "guid::text",
        ["mails"] = "array_to_string(mails, E'\\n')",
        ["rooms"] = "array_to_string(rooms, E'\\n')",
        ["extra"] = "(SELECT string_agg(x, E'\\n') FROM jsonb_array_elements_text(extra) AS x)",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static async Task<TargetUnderTest> StartAsync() => await PrepareAsync(await _shared.Value, null);

    public static async Task<TargetUnderTest> StartOwnAsync()
    {
        var server = await PostgresServer.StartAsync();
        return await PrepareAsync(await server.CreateDatabaseAsync(), server);
    }

    public IConnector MakeWithBadCredentials() => Factory.Create(
        Target, new OneSecret(new NpgsqlConnectionStringBuilder(ConnectionString) { Password = "wrong" }.ConnectionString));

    public Task StopAsync() => _own!.StopAsync();

    public Task RestartAsync() => _own!.RestartAsync();

    public async Task<IAsyncDisposable> HangAsync()
    {
        var connection = await OpenAsync();
        await using var command = Command(connection, "BEGIN; LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE");
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    protected override async Task<DbConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected override DbCommand Command(DbConnection connection, string text, params string[] parameters)
    {
        var command = new NpgsqlCommand(text, (NpgsqlConnection)connection);
        command.Parameters.AddRange(parameters.Select(p => new NpgsqlParameter { Value = p }).ToArray());
        return command;
    }

    protected override ValueTask CloseAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<PostgreSqlTarget> PrepareAsync(string database, PostgresServer? own)
    {
        var schema = $"t{Guid.NewGuid():N}";
        var target = new PostgreSqlTarget
        {
            ConnectionString = new NpgsqlConnectionStringBuilder(database) { SearchPath = schema }.ConnectionString, _own = own,
        };
        await target.ExecuteAsync($"""
            CREATE SCHEMA {schema};
            CREATE TABLE accounts (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                login varchar(64) NOT NULL UNIQUE,
                active boolean NOT NULL,
                "display name" text, number integer, share numeric(5,2), external boolean, hired date, seen timestamptz, photo bytea, guid uuid,
                mails text[], rooms integer[], extra jsonb,
                code varchar(4), grade integer CONSTRAINT grade_is_positive CHECK (grade > 0), manager bigint REFERENCES accounts);
            CREATE TABLE memberships (account bigint NOT NULL REFERENCES accounts, role text NOT NULL, PRIMARY KEY (account, role));
            """);
        return target;
    }
}
