using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Domain.WorkItems;
using Prov.Storage.Commits;
using Prov.Storage.Queries;

namespace Prov.Storage;

/// <summary>The durable truth. PostgreSQL and SQLite implement it; one conformance suite holds both.</summary>
/// <remarks>
/// Commits of many callers are written as one transaction by the group committer; each is decided by itself, so that a conflict fails
/// only the one. When a commit call throws, its outcome is unknown: read back and compare the commit id.
/// </remarks>
public interface IProvStore : IReconciliationStore, IRemovalStore, IAsyncDisposable
{
    /// <summary>Applies pending schema migrations; safe to call from several processes at once.</summary>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>An identity with what its accounts should be; null when unknown.</summary>
    Task<Identity?> LoadIdentityAsync(string identityId, CancellationToken cancellationToken);

    /// <summary>An account's desired and applied parts; null when unknown.</summary>
    Task<AccountRow?> LoadAccountAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>One atomic write: identity, desired accounts, event mark, reservations, audit. Waits for durability.</summary>
    /// <exception cref="StoreBusyException">The commit queue is full; nothing was written.</exception>
    Task<CommitResult> CommitIdentityAsync(IdentityCommit commit, CancellationToken cancellationToken);

    /// <summary>One atomic write of what an account has become, with audit.</summary>
    /// <exception cref="StoreBusyException">The commit queue is full; nothing was written.</exception>
    Task<CommitResult> CommitAccountAsync(AccountCommit commit, CancellationToken cancellationToken);

    /// <summary>Audit entries that belong to no identity or account commit (configuration, runs).</summary>
    Task AppendAuditAsync(ImmutableArray<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Changes to work items that belong to no identity's commit, with audit, in one transaction. A version conflict is the answer when
    /// an expectation does not hold; then nothing was written.
    /// </summary>
    /// <exception cref="StoreBusyException">The commit queue is full; nothing was written.</exception>
    Task<CommitResult> CommitWorkItemsAsync(
        ImmutableArray<WorkItemChange> changes, ImmutableArray<AuditEntry> audit, CancellationToken cancellationToken);

    /// <summary>A work item; null when unknown to the tenant.</summary>
    Task<WorkItem?> LoadWorkItemAsync(string tenant, string itemId, CancellationToken cancellationToken);

    Task<Page<WorkItem>> ListWorkItemsAsync(WorkItemQuery query, CancellationToken cancellationToken);

    /// <summary>What became of an event, or change of grants, that was accepted under an id, with its digest; null when none was.</summary>
    Task<AcceptedMark?> FindMarkAsync(string tenant, string source, string eventId, CancellationToken cancellationToken);

    /// <summary>Owner of each reservation that is held, among those asked for.</summary>
    Task<IReadOnlyDictionary<Reservation, string>> FindOwnersAsync(
        string tenant, IReadOnlyCollection<Reservation> reservations, CancellationToken cancellationToken);

    /// <summary>
    /// Identities that have at least one of these blocks (see <see cref="Identity.Blocks"/>), without their accounts; at most
    /// <paramref name="limit"/>, and whether there are more.
    /// </summary>
    Task<(IReadOnlyList<Identity> Identities, bool Cut)> FindByBlocksAsync(
        string tenant, IReadOnlyCollection<string> blocks, int limit, CancellationToken cancellationToken);

    /// <summary>Reserved keys of a space that begin with a prefix: the taken names near a wished one. At most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> FindReservedAsync(
        string tenant, string space, string keyPrefix, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Accounts of a target whose work is due, access-removing first, then oldest. Each is leased: not given out again
    /// until <paramref name="lease"/> has passed, unless its commit says otherwise. The rows tell when they became due.
    /// </summary>
    Task<IReadOnlyList<AccountRow>> ClaimDueAccountsAsync(
        string target, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken);

    /// <summary>Makes accounts due now whose work waits for a later time; those that agree already are left alone. Returns how many.</summary>
    Task<int> RetryAccountsAsync(string tenant, IReadOnlyCollection<string> accountIds, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Identities whose next evaluation has come, leased likewise.</summary>
    Task<IReadOnlyList<string>> ClaimDueIdentitiesAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken);

    /// <summary>Accounts with a given status of a target, oldest first (for instance names taken at the target).</summary>
    Task<IReadOnlyList<AccountRow>> FindAccountsAsync(string target, AccountStatus status, int limit, CancellationToken cancellationToken);

    /// <summary>Every record of a source, for rebuilding the difference index; streamed, never held whole.</summary>
    IAsyncEnumerable<SourceRecordRow> ScanSourceRecordsAsync(string tenant, string source, CancellationToken cancellationToken);

    /// <summary>Every identity id of a tenant, in an order that does not change, from after <paramref name="afterId"/> (empty: from the first); for recompute.</summary>
    IAsyncEnumerable<string> ScanIdentityIdsAsync(string tenant, string afterId, CancellationToken cancellationToken);

    /// <summary>Every identity of a tenant, in no order, as it was at one moment; streamed, never held whole. For what-if and recompute.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="attributes">The attributes that are read of each; others need not be shown.</param>
    /// <param name="ownGrants">True to tell who is given something directly, which costs a look into each payload.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    IAsyncEnumerable<PopulationRow> ScanPopulationAsync(
        string tenant, IReadOnlyCollection<string> attributes, bool ownGrants, CancellationToken cancellationToken);

    /// <summary>Those of the identities that are known, with all that is known of their accounts. For at most some hundreds at once.</summary>
    Task<IReadOnlyList<IdentityAccounts>> LoadIdentitiesAsync(IReadOnlyCollection<string> identityIds, CancellationToken cancellationToken);

    Task<Page<IdentityRow>> ListIdentitiesAsync(IdentityQuery query, CancellationToken cancellationToken);

    Task<Page<AccountRow>> ListAccountsAsync(AccountQuery query, CancellationToken cancellationToken);

    /// <summary>New identities that are still to be looked for once more, of all tenants, the first ones by tenant, source and id.</summary>
    Task<IReadOnlyList<DuplicateCheckRow>> ListDuplicateChecksAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Notes that one was; nothing happens when that was noted before.</summary>
    Task EndDuplicateCheckAsync(DuplicateCheckRow check, CancellationToken cancellationToken);

    /// <summary>The rules of separation of duties as they stand for identities.</summary>
    Task<Page<ViolationRow>> ListViolationsAsync(ViolationQuery query, CancellationToken cancellationToken);

    Task<Page<AuditRow>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Numbers for status displays.</summary>
    Task<StoreCounts> CountAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Recomputes every chain of the audit and names the first break of each.</summary>
    Task<AuditVerification> VerifyAuditAsync(CancellationToken cancellationToken);

    /// <summary>The newest configuration; null when none was ever applied.</summary>
    Task<StoredConfiguration?> LoadConfigurationAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>One version of the configuration; null when there was none of this number.</summary>
    Task<StoredConfiguration?> FindConfigurationAsync(string tenant, long version, CancellationToken cancellationToken);

    /// <summary>The newest version number only; 0 when none.</summary>
    Task<long> LoadConfigurationVersionAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Saves version <c>expectedVersion + 1</c>; false when another was saved meanwhile.</summary>
    Task<bool> SaveConfigurationAsync(StoredConfiguration configuration, CancellationToken cancellationToken);

    /// <summary>A row or event that could not be accepted, kept with its reasons for a person to correct. Idempotent per run and line.</summary>
    Task QuarantineAsync(ImmutableArray<QuarantinedRecord> records, CancellationToken cancellationToken);

    /// <summary>Takes a record out of the quarantine; one that is not there is no fault.</summary>
    Task RemoveQuarantinedAsync(string tenant, string runId, long line, CancellationToken cancellationToken);

    Task<Page<QuarantinedRecord>> ListQuarantineAsync(QuarantineQuery query, CancellationToken cancellationToken);

    /// <summary>An import of a feed; null when unknown.</summary>
    Task<ImportRow?> LoadImportAsync(string tenant, string runId, CancellationToken cancellationToken);

    /// <summary>Saves what an import has become; false when another saved this version, or a later one, meanwhile.</summary>
    Task<bool> SaveImportAsync(ImportRow row, CancellationToken cancellationToken);

    Task<Page<ImportRow>> ListImportsAsync(ImportQuery query, CancellationToken cancellationToken);
}
