using Microsoft.Data.Sqlite;
using Prov.Connectors.Batching;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>One write that waits for its turn.</summary>
internal abstract class SqliteWrite(CancellationToken cancellationToken) : IBatchItem
{
    /// <summary>The caller has gone before the write was begun.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    public abstract void Run(SqliteConnection connection, SqliteTransaction transaction);

    /// <summary>Called after the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>One write with its result.</summary>
internal sealed class SqliteWrite<T>(Func<SqliteConnection, SqliteTransaction, T> work, CancellationToken cancellationToken) : SqliteWrite(cancellationToken)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _done.Task;

    public override void Run(SqliteConnection connection, SqliteTransaction transaction) => _result = work(connection, transaction);

    public override void Complete() => _done.TrySetResult(_result!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}
