using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using Prov.Domain.Auditing;
using Prov.Domain.WorkItems;
using Prov.Storage.Auditing;
using Prov.Storage.Commits;
using Prov.Storage.Relational;

namespace Prov.Storage.PostgreSql;

/// <summary>The store of a cluster.</summary>
internal sealed class PostgreSqlStore : RelationalStore
{
    // Any number will do, as long as all silos use the same.
    private const long MigrationLock = 0x50524f56;

    private static readonly PostgreSqlFaults _faults = new();

    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly GroupCommitter<PreparedAuditCommit> _audit;

    private PostgreSqlStore(NpgsqlDataSource database, PostgreSqlCommits commits, StoreOptions options, AuditSigner? signer, TimeProvider time, ILogger logger)
        : base(
            database,
            new PostgreSqlDialect(),
            signer,
            time,
            new(options, commits.WriteIdentitiesAsync, _faults, signer, logger),
            new(options, commits.WriteAccountsAsync, _faults, signer, logger))
    {
        (_database, _time) = (database, time);
        _audit = new(new StoreOptions { Lanes = 1 }, commits.WriteAuditAsync, _faults, signer, logger);
    }

    public static PostgreSqlStore Open(StoreOptions options, TimeProvider time, ILogger logger)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = options.MaxConnections,
        };

        // Plans are made for the sizes of now: one that was made while a table was empty would be kept while it fills. What is called
        // often is in server functions, which say otherwise for themselves.
        connection.Options = $"{connection.Options} -c plan_cache_mode=force_custom_plan".Trim();
        var database = NpgsqlDataSource.Create(connection);
        var signer = options.AuditSigningKeyPem is { } pem ? new AuditSigner(pem) : null;
        return new PostgreSqlStore(database, new PostgreSqlCommits(database, time), options, signer, time, logger);
    }

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("select pg_advisory_xact_lock(@lock)", connection, transaction))
        {
            wait.Parameters.AddWithValue("lock", MigrationLock);
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }

        await Migrator.MigrateAsync(connection, transaction, "PostgreSql", _time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public override Task<CommitResult> CommitWorkItemsAsync(
        ImmutableArray<WorkItemChange> changes, ImmutableArray<AuditEntry> audit, CancellationToken cancellationToken) =>
        _audit.CommitAsync(new PreparedAuditCommit(audit, changes), cancellationToken);

    private protected override ValueTask DisposeOwnAsync() => _audit.DisposeAsync();
}
