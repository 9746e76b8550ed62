using Npgsql;

namespace Prov.LoadTests.Joiners;

/// <summary>What the database server itself counts.</summary>
/// <param name="Commits">Transactions committed in the database.</param>
/// <param name="Rows">Rows inserted, updated or deleted.</param>
/// <param name="Syncs">Times that the write-ahead log was brought to disk.</param>
/// <param name="LogBytes">Bytes of write-ahead log.</param>
internal sealed record DatabaseCounters(long Commits, long Rows, long Syncs, long LogBytes)
{
    public static async Task<DatabaseCounters> ReadAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();

        // Statistics of a session reach the totals within a second of its last transaction.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await using var command = new NpgsqlCommand(
            """
            select d.xact_commit, d.tup_inserted + d.tup_updated + d.tup_deleted, w.wal_sync, w.wal_bytes::bigint
            from pg_stat_database d, pg_stat_wal w where d.datname = current_database()
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new DatabaseCounters(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    public DatabaseCounters Since(DatabaseCounters before) =>
        new(Commits - before.Commits, Rows - before.Rows, Syncs - before.Syncs, LogBytes - before.LogBytes);
}
