using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Storage.Auditing;
using Prov.Storage.Commits;
using Prov.Storage.Queries;

namespace Prov.Storage.Relational;

/// <summary>What both databases do alike: reading, claiming, listing. How a batch is written is each one's own.</summary>
internal abstract partial class RelationalStore : IProvStore
{
    private readonly GroupCommitter<PreparedIdentityCommit> _identities;
    private readonly GroupCommitter<PreparedAccountCommit> _accounts;

    private protected RelationalStore(
        DbDataSource database,
        Dialect dialect,
        GroupCommitter<PreparedIdentityCommit> identities,
        GroupCommitter<PreparedAccountCommit> accounts)
    {
        (Database, Dialect, _identities, _accounts) = (database, dialect, identities, accounts);
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

    public abstract Task AppendAuditAsync(ImmutableArray<AuditEntry> entries, CancellationToken cancellationToken);

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

    public async Task<IReadOnlyDictionary<Reservation, string>> FindOwnersAsync(
        string tenant, IReadOnlyCollection<Reservation> reservations, CancellationToken cancellationToken)
    {
        var owners = new Dictionary<Reservation, string>();
        foreach (var reservation in reservations)
        {
            var owner = await Sql.OneAsync(
                "select owner from reservations where tenant = @tenant and space = @space and key = @key",
                r => r.GetString(0),
                cancellationToken,
                ("tenant", tenant),
                ("space", reservation.Space),
                ("key", reservation.Key));
            if (owner is not null)
            {
                owners[reservation] = owner;
            }
        }

        return owners;
    }

    public async Task<IReadOnlyList<string>> FindReservedAsync(
        string tenant, string space, string keyPrefix, int limit, CancellationToken cancellationToken) => await Sql.AllAsync(
        // The last code point closes the range: every key with the prefix sorts before it.
        "select key from reservations where tenant = @tenant and space = @space and key >= @from and key < @to order by key limit @limit",
        r => r.GetString(0),
        cancellationToken,
        ("tenant", tenant),
        ("space", space),
        ("from", keyPrefix),
        ("to", keyPrefix + "\U0010FFFF"),
        ("limit", limit));

    public async Task<IReadOnlyList<AccountRow>> ClaimDueAccountsAsync(
        string target, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => await Sql.AllAsync(
        $"""
        update accounts set due_at = @leased
        where (partition, id) in (
            select partition, id from accounts
            where target = @target and due_at <= @now
            order by due_priority, due_at limit @limit {Dialect.SkipLocked})
        returning {RowReader.AccountColumns}
        """,
        Rows.Account,
        cancellationToken,
        ("target", target),
        ("now", Dialect.ToDatabase(now)),
        ("leased", Dialect.ToDatabase(now + lease)),
        ("limit", limit));

    public async Task<IReadOnlyList<string>> ClaimDueIdentitiesAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => await Sql.AllAsync(
        $"""
        update identities set due_at = @leased
        where (partition, id) in (
            select partition, id from identities where due_at <= @now order by due_at limit @limit {Dialect.SkipLocked})
        returning id
        """,
        r => r.GetString(0),
        cancellationToken,
        ("now", Dialect.ToDatabase(now)),
        ("leased", Dialect.ToDatabase(now + lease)),
        ("limit", limit));

    public async Task<IReadOnlyList<AccountRow>> FindAccountsAsync(
        string target, AccountStatus status, int limit, CancellationToken cancellationToken) => await Sql.AllAsync(
        $"select {RowReader.AccountColumns} from accounts where target = @target and status = @status order by updated_at limit @limit",
        Rows.Account,
        cancellationToken,
        ("target", target),
        ("status", status.ToString()),
        ("limit", limit));

    public async IAsyncEnumerable<SourceRecordRow> ScanSourceRecordsAsync(
        string tenant, string source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scan = Sql.StreamAsync(
            $"select {RowReader.IdentityColumns} from identities where tenant = @tenant", Rows.Identity, [("tenant", tenant)], cancellationToken);
        await foreach (var row in scan)
        {
            foreach (var record in row.Identity.Records.Where(r => r.Source == source))
            {
                yield return new SourceRecordRow(record.Key, record.ContentDigest, !record.Ended);
            }
        }
    }

    public IAsyncEnumerable<string> ScanIdentityIdsAsync(string tenant, string afterId, CancellationToken cancellationToken) => Sql.StreamAsync(
        "select id from identities where tenant = @tenant and id > @after order by id",
        r => r.GetString(0),
        [("tenant", tenant), ("after", afterId)],
        cancellationToken);

    public Task<StoredConfiguration?> LoadConfigurationAsync(string tenant, CancellationToken cancellationToken) => Sql.OneAsync(
        "select version, documents, applied_by, applied_at from configurations where tenant = @tenant order by version desc limit 1",
        r => new StoredConfiguration(tenant, r.GetInt64(0), [.. r.GetFieldValue<byte[]>(1)], r.GetString(2), Dialect.ToInstant(r, 3)),
        cancellationToken,
        ("tenant", tenant));

    public Task<long> LoadConfigurationVersionAsync(string tenant, CancellationToken cancellationToken) => Sql.OneAsync(
        "select coalesce(max(version), 0) from configurations where tenant = @tenant", r => r.GetInt64(0), cancellationToken, ("tenant", tenant));

    public async Task<bool> SaveConfigurationAsync(StoredConfiguration configuration, CancellationToken cancellationToken) => await Sql.ExecuteAsync(
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

    public async Task<AuditVerification> VerifyAuditAsync(CancellationToken cancellationToken) =>
        await new AuditVerifier(Sql, Rows).VerifyAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _identities.DisposeAsync();
        await _accounts.DisposeAsync();
        await DisposeOwnAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual ValueTask DisposeOwnAsync() => default;
}
