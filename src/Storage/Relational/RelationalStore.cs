using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;
using Prov.Storage.Auditing;
using Prov.Storage.Commits;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

/// <summary>What both databases do alike: reading, claiming, listing. How a batch is written is each one's own.</summary>
internal abstract partial class RelationalStore : IProvStore
{
    private const int ScanPage = 2000;
    private const int OwnersAtOnce = 1000;

    // One that was given up stays held until its instant.
    private const string IsHeld = "(released_until is null or released_until > @now)";

    private readonly AuditSigner? _signer;
    private readonly TimeProvider _time;
    private readonly GroupCommitter<PreparedIdentityCommit> _identities;
    private readonly GroupCommitter<PreparedAccountCommit> _accounts;

    private protected RelationalStore(
        DbDataSource database,
        Dialect dialect,
        AuditSigner? signer,
        TimeProvider time,
        GroupCommitter<PreparedIdentityCommit> identities,
        GroupCommitter<PreparedAccountCommit> accounts)
    {
        (Database, Dialect, _signer, _time, _identities, _accounts) = (database, dialect, signer, time, identities, accounts);
        (Sql, Rows) = (new Sql(database), new RowReader(dialect));
    }

    private protected DbDataSource Database { get; }

    private protected Dialect Dialect { get; }

    private protected Sql Sql { get; }

    private protected RowReader Rows { get; }

    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    public async Task<CommitResult> CommitIdentityAsync(IdentityCommit commit, CancellationToken cancellationToken) =>
        await _identities.CommitAsync(new PreparedIdentityCommit(commit), cancellationToken);

    public async Task<CommitResult> CommitAccountAsync(AccountCommit commit, CancellationToken cancellationToken) =>
        await _accounts.CommitAsync(new PreparedAccountCommit(commit), cancellationToken);

    public Task AppendAuditAsync(ImmutableArray<AuditEntry> entries, CancellationToken cancellationToken) =>
        CommitWorkItemsAsync([], entries, cancellationToken);

    public abstract Task<CommitResult> CommitWorkItemsAsync(
        ImmutableArray<WorkItemChange> changes, ImmutableArray<AuditEntry> audit, CancellationToken cancellationToken);

    public async Task<Identity?> LoadIdentityAsync(string identityId, CancellationToken cancellationToken)
    {
        var row = await Sql.OneAsync(
            $"select {RowReader.IdentityColumns} from identities where partition = @partition and id = @id",
            Rows.Identity,
            cancellationToken,
            ("partition", IdentityId.Partition(identityId)),
            ("id", identityId));
        if (row is null)
        {
            return null;
        }

        var accounts = await Sql.AllAsync(
            $"select {RowReader.AccountColumns} from accounts where identity_id = @id order by id", Rows.Account, cancellationToken, ("id", identityId));
        return row.Identity with { Accounts = [.. accounts.Select(a => a.Desired)] };
    }

    public Task<AccountRow?> LoadAccountAsync(string accountId, CancellationToken cancellationToken) => Sql.OneAsync(
        $"select {RowReader.AccountColumns} from accounts where partition = @partition and id = @id",
        Rows.Account,
        cancellationToken,
        ("partition", IdentityId.Partition(accountId)),
        ("id", accountId));

    public async Task<AcceptedMark?> FindMarkAsync(string tenant, string source, string eventId, CancellationToken cancellationToken) =>
        await Sql.OneAsync(
            "select digest, identity_id, outcome, generation from events where tenant = @tenant and source = @source and event_id = @event",
            r => new AcceptedMark(
                r.GetGuid(0), new EventReceipt(eventId, r.GetString(1), Enum.Parse<EventOutcome>(r.GetString(2)), r.GetInt64(3), Repeated: false)),
            cancellationToken,
            ("tenant", tenant),
            ("source", source),
            ("event", eventId));

    public async Task<IReadOnlyDictionary<Reservation, string>> FindOwnersAsync(
        string tenant, IReadOnlyCollection<Reservation> reservations, CancellationToken cancellationToken)
    {
        var owners = new Dictionary<Reservation, string>();
        foreach (var some in reservations.Chunk(OwnersAtOnce))
        {
            // One look-up by the key for each: read as one list, so that many cost one round trip.
            var found = await Sql.AllAsync(
                $"""
                select space, key, owner from reservations
                where (tenant, space, key) in (select r.tenant, r.id, r.key from {Dialect.KeyRows("@rows")}) and {IsHeld}
                """,
                r => (new Reservation(r.GetString(0), r.GetString(1)), Owner: r.GetString(2)),
                cancellationToken,
                ("rows", PayloadJson.Write(some.Select(r => new { Tenant = tenant, r.Key, Id = r.Space }))),
                ("now", Dialect.ToDatabase(_time.GetUtcNow())));
            foreach (var (reservation, owner) in found)
            {
                owners[reservation] = owner;
            }
        }

        return owners;
    }

    public async Task<IReadOnlyList<string>> FindReservedAsync(
        string tenant, string space, string keyPrefix, int limit, CancellationToken cancellationToken) => await Sql.AllAsync(
        // The last code point closes the range: every key with the prefix sorts before it.
        $"select key from reservations where tenant = @tenant and space = @space and key >= @from and key < @to and {IsHeld} order by key limit @limit",
        r => r.GetString(0),
        cancellationToken,
        ("tenant", tenant),
        ("space", space),
        ("from", keyPrefix),
        ("to", keyPrefix + "\U0010FFFF"),
        ("now", Dialect.ToDatabase(_time.GetUtcNow())),
        ("limit", limit));

    public async Task<IReadOnlyList<AccountRow>> FindAccountsAsync(
        string target, AccountStatus status, int limit, CancellationToken cancellationToken) => await Sql.AllAsync(
        // Said in full where it holds: a plan made for any status would not use the index of those that are not settled.
        $"""
        select {RowReader.AccountColumns} from accounts where target = @target and status = @status
        {(status is AccountStatus.Pending or AccountStatus.Converged ? "" : "and status not in ('Pending', 'Converged')")}
        order by updated_at limit @limit
        """,
        Rows.Account,
        cancellationToken,
        ("target", target),
        ("status", status.ToString()),
        ("limit", limit));

    public async IAsyncEnumerable<SourceRecordRow> ScanSourceRecordsAsync(
        string tenant, string source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scan = Sql.StreamAsync(
            Dialect.ScanSourceRecords,
            r => new SourceRecordRow(r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1), r.GetBoolean(2)),
            [("tenant", tenant), ("source", source)],
            cancellationToken);
        await foreach (var row in scan)
        {
            yield return row;
        }
    }

    public async IAsyncEnumerable<string> ScanIdentityIdsAsync(
        string tenant, string afterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Page by page, so that no snapshot of the database is held open while the caller works.
        List<string> page;
        do
        {
            page = await Sql.AllAsync(
                $"select id from identities where tenant = @tenant and {Place.After} order by partition, id limit @limit",
                r => r.GetString(0),
                cancellationToken,
                [("tenant", tenant), .. Place.Of(afterId), ("limit", ScanPage)]);
            foreach (var id in page)
            {
                yield return afterId = id;
            }
        }
        while (page.Count == ScanPage);
    }

    public Task<StoredConfiguration?> LoadConfigurationAsync(string tenant, CancellationToken cancellationToken) => Sql.OneAsync(
        "select version, documents, applied_by, applied_at from configurations where tenant = @tenant order by version desc limit 1",
        r => new StoredConfiguration(tenant, r.GetInt64(0), [.. r.GetFieldValue<byte[]>(1)], r.GetString(2), Dialect.ToInstant(r, 3)),
        cancellationToken,
        ("tenant", tenant));

    public Task<long> LoadConfigurationVersionAsync(string tenant, CancellationToken cancellationToken) => Sql.OneAsync(
        "select coalesce(max(version), 0) from configurations where tenant = @tenant", r => r.GetInt64(0), cancellationToken, ("tenant", tenant));

    public Task<bool> SaveConfigurationAsync(StoredConfiguration configuration, CancellationToken cancellationToken) =>
        AloneAsync(() => SaveAsync(configuration, cancellationToken), cancellationToken);

    private async Task<bool> SaveAsync(StoredConfiguration configuration, CancellationToken cancellationToken) => await Sql.ExecuteAsync(
        """
        insert into configurations (tenant, version, documents, applied_by, applied_at)
        select @tenant, @version, @documents, @by, @at
        where @version = (select coalesce(max(version), 0) + 1 from configurations where tenant = @tenant)
        on conflict do nothing
        """,
        cancellationToken,
        ("tenant", configuration.Tenant),
        ("version", configuration.Version),
        ("documents", configuration.Documents.ToArray()),
        ("by", configuration.AppliedBy),
        ("at", Dialect.ToDatabase(configuration.AppliedAt))) == 1;

    public async Task<AuditVerification> VerifyAuditAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);

        // One moment for all that is compared: the lanes keep writing.
        await using var moment = Dialect.BeginReading(connection);
        return await new AuditVerifier(connection, moment, Rows, _signer).VerifyAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _identities.DisposeAsync();
        await _accounts.DisposeAsync();
        await DisposeOwnAsync();
        await Database.DisposeAsync();
        _signer?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a write that does not go through the lanes.</summary>
    private protected virtual Task<T> AloneAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken) => write();

    private protected virtual ValueTask DisposeOwnAsync() => default;
}
