using Microsoft.Data.Sqlite;
using Prov.Connectors.Batching;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql.Outcomes;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>
/// SQLite takes one writer and pays for each commit with the disk: the writes that wait share a transaction, each within its own
/// savepoint, so that one that fails takes no other with it.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int Capacity = 1024;
    private const int BatchSize = 256;
    private const string Savepoint = "one_write";
    private readonly SqliteSource _source;
    private readonly BatchQueue<SqliteWrite> _queue;

    public SqliteWriter(SqliteSource source)
    {
        _source = source;
        _queue = new(Capacity, BatchSize, Write);
    }

    public async Task<T> WriteAsync<T>(SqliteWrite<T> write, CancellationToken cancellationToken)
    {
        await _queue.AddAsync(write, cancellationToken);
        return await write.Task.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private void Write(IReadOnlyList<SqliteWrite> batch)
    {
        using var connection = _source.Open();
        using var transaction = Begin(connection);
        var written = batch.Where(write => !write.IsAbandoned && TryRun(write, connection, transaction)).ToList();
        Commit(transaction);
        written.ForEach(write => write.Complete());
    }

    private static SqliteTransaction Begin(SqliteConnection connection)
    {
        try
        {
            return connection.BeginTransaction(deferred: false);
        }
        catch (SqliteException e)
        {
            throw new SqlFaultException(SqliteFaults.WhileOpening(e), e);
        }
    }

    private static bool TryRun(SqliteWrite write, SqliteConnection connection, SqliteTransaction transaction)
    {
        try
        {
            transaction.Save(Savepoint);
            write.Run(connection, transaction);
            transaction.Release(Savepoint);
            return true;
        }
        catch (SqliteException e)
        {
            // Without a transaction left (a full disk ends it), this throws and fails the whole batch, which was rolled back.
            transaction.Rollback(Savepoint);
            transaction.Release(Savepoint);
            write.Fail(new SqlFaultException(SqliteFaults.WhileRunning(e), e));
            return false;
        }
    }

    private static void Commit(SqliteTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw new SqlFaultException(
                ConnectorResult.Failed(ConnectorStatus.Unknown, "COMMIT_FAILED", $"The commit failed (SQLite error {e.SqliteExtendedErrorCode})."), e);
        }
    }
}
