using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Prov.Connectors.Conformance;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Remote;

/// <summary>The example in Python; its SQLite database is looked into with plain SQL. One process for each suite, emptied for each test.</summary>
internal sealed class PythonTarget : ExampleTarget
{
    private static readonly ConcurrentDictionary<Type, Lazy<Task<(ConnectorProcess, AgentFront?)>>> _ofSuites = new();

    private PythonTarget(ConnectorProcess process, AgentFront? front)
        : base(process, front)
    {
    }

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["fullName"] = Value.From("Jane Smith"),
        ["badge"] = Value.From(-42),
        ["hourlyRate"] = Value.From(12.75),
        ["contractor"] = Value.From(true),
        ["hiredAt"] = Value.From(new DateTimeOffset(2021, 2, 28, 13, 30, 15, TimeSpan.Zero)),
        ["photo"] = Value.From(ImmutableArray.Create<byte>(0, 255, 92, 39)),
        ["phones"] = Value.ListOf(["+41 \"2\"", "+41 1", "ü"]),
    });

    protected override string Capabilities => "read,search,write,count,changes,entitlements,memberships,schema,bulk";

    /// <summary>Served, or dialling in, by the process of a suite.</summary>
    public static async Task<TargetUnderTest> OfSuiteAsync<TSuite>(bool dials = false)
    {
        var (process, front) = await _ofSuites.GetOrAdd(typeof(TSuite), _ => new(() => StartAsync(dials))).Value;
        return await ReadyAsync(new(process, front));
    }

    /// <summary>A process of its own, to be stopped and frozen.</summary>
    public static async Task<TargetUnderTest> OwnAsync() => await ReadyAsync(new(await ConnectorProcess.StartPythonAsync(), null) { IsOwn = true });

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        await using var connection = await OpenAsync();
        await using var command = new SqliteCommand(
            "select id, enabled, full_name, badge, hourly_rate, contractor, hired_at, photo from accounts where login = $1", connection);
        command.Parameters.AddWithValue("$1", name);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var id = reader.GetInt64(0);
        string? Text(int column, Func<string> read) => reader.IsDBNull(column) ? null : read();
        var single = new (string Name, string? Text)[]
        {
            ("fullName", Text(2, () => reader.GetString(2))),
            ("badge", Text(3, () => reader.GetInt64(3).ToString(CultureInfo.InvariantCulture))),
            ("hourlyRate", Text(4, () => reader.GetDouble(4).ToString("R", CultureInfo.InvariantCulture))),
            ("contractor", Text(5, () => reader.GetInt64(5) == 1 ? "true" : "false")),
            ("hiredAt", Text(6, () => reader.GetString(6))),
            ("photo", Text(7, () => Convert.ToBase64String((byte[])reader.GetValue(7)))),
        };
        var attributes = single.Where(s => s.Text is not null).ToImmutableDictionary(s => s.Name, s => ImmutableArray.Create(s.Text!));
        var phones = await TextsAsync(connection, "select phone from phones where account = $1", id);
        return new(
            name,
            reader.GetInt64(1) == 1,
            phones.IsEmpty ? attributes : attributes.Add("phones", phones),
            await TextsAsync(connection, "select door from holders where account = $1", id));
    }

    public override async Task<int> CountAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = new SqliteCommand("select count(*) from accounts", connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task<(ConnectorProcess Process, AgentFront? Front)> StartAsync(bool dials)
    {
        var front = dials ? await AgentFront.StartAsync() : null;
        return (await ConnectorProcess.StartPythonAsync(front is null ? null : (front.Address, "agent")), front);
    }

    private static async Task<TargetUnderTest> ReadyAsync(PythonTarget target)
    {
        await target.AnsweringAsync();
        await using var connection = await target.OpenAsync();
        await using var command = new SqliteCommand("pragma foreign_keys = on; delete from accounts; delete from doors", connection);
        await command.ExecuteNonQueryAsync();
        foreach (var door in target.Entitlements)
        {
            await using var insert = new SqliteCommand("insert into doors values ($1, 'Door')", connection);
            insert.Parameters.AddWithValue("$1", door);
            await insert.ExecuteNonQueryAsync();
        }

        return target;
    }

    private static async Task<ImmutableArray<string>> TextsAsync(SqliteConnection connection, string text, long id)
    {
        await using var command = new SqliteCommand(text, connection);
        command.Parameters.AddWithValue("$1", id);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts.ToImmutable();
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={Process.TargetFile};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
