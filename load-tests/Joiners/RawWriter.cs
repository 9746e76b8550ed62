using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Prov.LoadTests.Joiners;

/// <summary>
/// The comparator: the same rows as Prov wrote, read back from its database, written again into an empty one by batched statements and
/// nothing else. First what a joiner's commit writes, then what the outcomes of its accounts write.
/// </summary>
internal sealed class RawWriter(string from, string to, int databaseProcess)
{
    private const int Batch = 512;
    private const int Connections = 2;

    private const string Audit =
        "position bigint, at timestamptz, tenant text, subject text, identity_id text, action text, actor text, cause text, details json";

    private static readonly Table _outcomes = new("audit_entries", Audit, "position", 3) { Filter = "where action = 'ACCOUNT_APPLIED'" };

    private static readonly Table[] _first =
    [
        new("events", "tenant text, source text, event_id text, digest uuid, identity_id text, source_key text, kind text, outcome text, generation bigint, accepted_at timestamptz", "event_id", 1),
        new("identities", "partition smallint, id text, tenant text, version bigint, commit_id uuid, state text, epoch integer, policy_version bigint, attributes jsonb, source_records json, payload json, due_at timestamptz, created_at timestamptz, updated_at timestamptz", "id", 1),
        new("reservations", "tenant text, space text, key text, owner text, released_until timestamptz", "owner", 4),
        new("accounts", "partition smallint, id text, identity_id text, tenant text, target text, name text, desired_generation bigint, desired_state text, desired json, due_priority smallint, due_at timestamptz, applied_generation bigint, status text, account json, account_version bigint, commit_id uuid, updated_at timestamptz", "identity_id", 3),
        new("audit_entries", Audit, "position", 4) { Filter = "where action <> 'ACCOUNT_APPLIED'" },
    ];

    /// <summary>Writes everything; answers how long it took, and the database's processor seconds, reading not counted.</summary>
    public async Task<(TimeSpan Elapsed, double DatabaseSeconds)> WriteAsync(long joiners)
    {
        var data = new List<(Table Table, object?[][] Columns)>();
        foreach (var table in _first)
        {
            data.Add((table, await ReadAsync(table)));
        }

        var outcomes = await ReadAsync(_outcomes);
        await EmptyAsync();
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(to) { MaxAutoPrepare = 64, AutoPrepareMinUsages = 2 });
        var (start, processor) = (Stopwatch.GetTimestamp(), ProcessorTime.Seconds(databaseProcess));
        await RunAsync(joiners, batch => WriteJoinersAsync(database, data, batch));
        var accounts = data.Single(d => d.Table.Name == "accounts");
        await RunAsync(accounts.Columns[0].Length, batch => WriteOutcomesAsync(database, accounts, outcomes, batch));
        return (Stopwatch.GetElapsedTime(start), ProcessorTime.Seconds(databaseProcess) - processor);
    }

    private static async Task RunAsync(long items, Func<Range, Task> write)
    {
        var next = 0L;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (var at = Interlocked.Add(ref next, Batch) - Batch; at < items; at = Interlocked.Add(ref next, Batch) - Batch)
            {
                await write((int)at..(int)Math.Min(at + Batch, items));
            }
        }));
    }

    private static async Task WriteJoinersAsync(NpgsqlDataSource database, List<(Table Table, object?[][] Columns)> data, Range joiners)
    {
        await using var batch = database.CreateBatch();
        foreach (var (table, columns) in data)
        {
            // Rows per joiner differ by a few between tables: each takes its share of the table, so that all rows are written.
            var rows = columns[0].Length;
            var total = data[1].Columns[0].Length;
            var (begin, end) = ((int)((long)joiners.Start.Value * rows / total), (int)((long)joiners.End.Value * rows / total));
            batch.BatchCommands.Add(table.Insert(columns, begin..end, Desired(table)));
        }

        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>A joiner's commit writes accounts that are due and not yet applied.</summary>
    private static Dictionary<string, object?> Desired(Table table) => table.Name != "accounts" ? [] : new()
    {
        ["due_at"] = DateTime.UtcNow.AddSeconds(5), ["applied_generation"] = 0L, ["status"] = "Pending", ["account"] = null,
        ["account_version"] = 0L, ["commit_id"] = null,
    };

    private static async Task WriteOutcomesAsync(
        NpgsqlDataSource database, (Table Table, object?[][] Columns) accounts, object?[][] outcomes, Range batchRange)
    {
        await using var batch = database.CreateBatch();
        var update = new NpgsqlBatchCommand(
            """
            update accounts a
            set account = i.account::json, applied_generation = i.generation, status = i.status, account_version = i.version,
                commit_id = i.commit_id, updated_at = now(), due_at = null, due_priority = 1
            from unnest($1, $2, $3, $4, $5, $6, $7) as i(partition, id, account, generation, status, version, commit_id)
            where a.partition = i.partition and a.id = i.id and a.account_version = 0
            """);
        foreach (var (name, type) in (ReadOnlySpan<(string, NpgsqlDbType)>)
            [("partition", NpgsqlDbType.Smallint), ("id", NpgsqlDbType.Text), ("account", NpgsqlDbType.Text), ("applied_generation", NpgsqlDbType.Bigint), ("status", NpgsqlDbType.Text), ("account_version", NpgsqlDbType.Bigint), ("commit_id", NpgsqlDbType.Uuid)])
        {
            update.Parameters.Add(Table.Parameter(type, accounts.Columns[accounts.Table.IndexOf(name)][batchRange]));
        }

        batch.BatchCommands.Add(update);
        batch.BatchCommands.Add(_outcomes.Insert(outcomes, batchRange, new Dictionary<string, object?>()));
        await batch.ExecuteNonQueryAsync();
    }

    private async Task<object?[][]> ReadAsync(Table table)
    {
        await using var connection = new NpgsqlConnection(from);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select {string.Join(", ", table.Names.Select(table.Read))} from {table.Name} {table.Filter} order by {table.Order}", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var columns = table.Names.Select(_ => new List<object?>()).ToArray();
        while (await reader.ReadAsync())
        {
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i].Add(reader.IsDBNull(i) ? null : reader.GetValue(i));
            }
        }

        return [.. columns.Select(c => c.ToArray())];
    }

    private async Task EmptyAsync()
    {
        await using var connection = new NpgsqlConnection(to);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"truncate {string.Join(", ", _first.Select(t => t.Name))}", connection);
        await command.ExecuteNonQueryAsync();
    }
}
