using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Prov.Domain.Auditing;
using Prov.Domain.WorkItems;
using Prov.Storage.Auditing;
using Prov.Storage.Commits;
using Prov.Storage.Relational;

namespace Prov.Storage.Sqlite;

/// <summary>The embedded store: one file in write-ahead mode, one writing connection, any number of readers, one process.</summary>
internal sealed class SqliteStore : RelationalStore
{
    private static readonly SqliteFaults _faults = new();

    private readonly string _connectionString;
    private readonly TimeProvider _time;
    private readonly Writer _writer;
    private readonly GroupCommitter<PreparedAuditCommit> _audit;

    private SqliteStore(string connectionString, Writer writer, StoreOptions options, AuditSigner? signer, TimeProvider time, ILogger logger)
        : base(
            SqliteFactory.Instance.CreateDataSource(connectionString),
            new SqliteDialect(),
            signer,
            time,
            new(options, (b, c, t) => writer.Commits.WriteIdentitiesAsync(b, c, t), _faults, signer, logger),
            new(options, (b, c, t) => writer.Commits.WriteAccountsAsync(b, c, t), _faults, signer, logger))
    {
        (_connectionString, _writer, _time) = (connectionString, writer, time);
        _audit = new(options, (b, c, t) => writer.Commits.WriteAuditAsync(b, c, t), _faults, signer, logger);
    }

    public static SqliteStore Open(StoreOptions options, TimeProvider time, ILogger logger)
    {
        var connectionString = new SqliteConnectionStringBuilder(options.ConnectionString) { DefaultTimeout = 30 }.ToString();
        var single = new StoreOptions { Lanes = 1, QueueLimit = options.QueueLimit, MaxBatch = options.MaxBatch };
        var signer = options.AuditSigningKeyPem is { } pem ? new AuditSigner(pem) : null;
        return new SqliteStore(connectionString, new Writer(connectionString, options.MaxFileMegabytes, time), single, signer, time, logger);
    }

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        await using (var pragma = connection.CreateCommand())
        {
            pragma.CommandText = "pragma journal_mode = wal";
            await pragma.ExecuteNonQueryAsync(cancellationToken);
        }

        // Taken before anything is read, so that a second process waits here and then finds everything applied.
        await using var transaction = connection.BeginTransaction(deferred: false);
        await Migrator.MigrateAsync(connection, transaction, "Sqlite", _time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public override Task<CommitResult> CommitWorkItemsAsync(
        ImmutableArray<WorkItemChange> changes, ImmutableArray<AuditEntry> audit, CancellationToken cancellationToken) =>
        _audit.CommitAsync(new PreparedAuditCommit(audit, changes), cancellationToken);

    private protected override Task<T> AloneAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken) =>
        _writer.Commits.AloneAsync(write, cancellationToken);

    private protected override async ValueTask DisposeOwnAsync()
    {
        await _audit.DisposeAsync();
        _writer.Dispose();
    }

    /// <summary>Opens the writing connection at the first commit, when the schema is there. An opening that fails is tried again.</summary>
    private sealed class Writer(string connectionString, int? maxMegabytes, TimeProvider time) : IDisposable
    {
        // SQLite's default, which a file keeps for life.
        private const int PagesPerMegabyte = 256;

        private readonly Lock _lock = new();
        private SqliteCommits? _commits;

        public SqliteCommits Commits
        {
            get
            {
                lock (_lock)
                {
                    return _commits ??= Open();
                }
            }
        }

        public void Dispose() => _commits?.Dispose();

        private SqliteCommits Open()
        {
            var connection = new SqliteConnection(connectionString);
            connection.Open();
            using var pragma = connection.CreateCommand();
            var pages = Math.Min((long)(maxMegabytes ?? int.MaxValue) * PagesPerMegabyte, uint.MaxValue - 1);
            pragma.CommandText = $"pragma synchronous = full; pragma max_page_count = {pages}";
            pragma.ExecuteNonQuery();
            return new SqliteCommits(connection, time);
        }
    }
}
