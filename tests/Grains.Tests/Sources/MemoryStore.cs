using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Domain.WorkItems;
using Prov.Storage;
using Prov.Storage.Commits;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Sources;

/// <summary>The few things that imports ask of the store, by tenant; everything else is refused.</summary>
internal sealed partial class MemoryStore : IProvStore
{
    public ConcurrentDictionary<string, SourceModel> Models { get; } = new();

    public ConcurrentQueue<QuarantinedRecord> Quarantine { get; } = new();

    public ConcurrentDictionary<(string Tenant, string RunId), ImportRow> Imports { get; } = new();

    public ConcurrentQueue<AuditEntry> Audit { get; } = new();

    public ConcurrentDictionary<string, int> Scans { get; } = new();

    public async IAsyncEnumerable<SourceRecordRow> ScanSourceRecordsAsync(
        string tenant, string source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Scans.AddOrUpdate(tenant, 1, (_, n) => n + 1);
        await Task.Yield();
        foreach (var row in Models[tenant].Rows())
        {
            yield return row;
        }
    }

    public Task RemoveQuarantinedAsync(string tenant, string runId, long line, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task QuarantineAsync(ImmutableArray<QuarantinedRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            Quarantine.Enqueue(record);
        }

        return Task.CompletedTask;
    }

    public ConcurrentDictionary<string, WorkItem> WorkItems { get; } = new();

    public Task<CommitResult> CommitWorkItemsAsync(
        ImmutableArray<WorkItemChange> changes, ImmutableArray<AuditEntry> audit, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            WorkItems[change.ItemId] = change switch
            {
                OpenWorkItem open => open.Item,
                CloseWorkItem close => WorkItems[change.ItemId] with { State = close.State },
                _ => throw new NotSupportedException(),
            };
        }

        return Task.FromResult(CommitResult.Committed);
    }

    public Task<(IReadOnlyList<Identity> Identities, bool Cut)> FindByBlocksAsync(
        string tenant, IReadOnlyCollection<string> blocks, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<WorkItem?> LoadWorkItemAsync(string tenant, string itemId, CancellationToken cancellationToken) =>
        Task.FromResult(WorkItems.GetValueOrDefault(itemId));

    public Task<Page<WorkItem>> ListWorkItemsAsync(WorkItemQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AppendAuditAsync(ImmutableArray<AuditEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            Audit.Enqueue(entry);
        }

        return Task.CompletedTask;
    }

    public Task<StoredConfiguration?> LoadConfigurationAsync(string tenant, CancellationToken cancellationToken) =>
        Task.FromResult<StoredConfiguration?>(new(tenant, 1, [.. System.Text.Encoding.UTF8.GetBytes(tenant)], "", default));

    public Task<long> LoadConfigurationVersionAsync(string tenant, CancellationToken cancellationToken) => Task.FromResult(1L);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task MigrateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Identity?> LoadIdentityAsync(string identityId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AccountRow?> LoadAccountAsync(string accountId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CommitResult> CommitIdentityAsync(IdentityCommit commit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CommitResult> CommitAccountAsync(AccountCommit commit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AcceptedMark?> FindMarkAsync(string tenant, string source, string eventId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyDictionary<Reservation, string>> FindOwnersAsync(
        string tenant, IReadOnlyCollection<Reservation> reservations, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> FindReservedAsync(
        string tenant, string space, string keyPrefix, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<AccountRow>> ClaimDueAccountsAsync(
        string target, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ClaimDueIdentitiesAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<AccountRow>> FindAccountsAsync(
        string target, AccountStatus status, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ScanIdentityIdsAsync(string tenant, string afterId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<DuplicateCheckRow>> ListDuplicateChecksAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task EndDuplicateCheckAsync(DuplicateCheckRow check, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<ViolationRow>> ListViolationsAsync(ViolationQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<PopulationRow> ScanPopulationAsync(
        string tenant, IReadOnlyCollection<string> attributes, bool ownGrants, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<IdentityAccounts>> LoadIdentitiesAsync(
        IReadOnlyCollection<string> identityIds, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredConfiguration?> FindConfigurationAsync(string tenant, long version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<IdentityRow>> ListIdentitiesAsync(IdentityQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<AccountRow>> ListAccountsAsync(AccountQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<AuditRow>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoreCounts> CountAsync(string tenant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AuditVerification> VerifyAuditAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> SaveConfigurationAsync(StoredConfiguration configuration, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<QuarantinedRecord>> ListQuarantineAsync(QuarantineQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImportRow?> LoadImportAsync(string tenant, string runId, CancellationToken cancellationToken) =>
        Task.FromResult(Imports.GetValueOrDefault((tenant, runId)));

    public Task<bool> SaveImportAsync(ImportRow row, CancellationToken cancellationToken)
    {
        var saved = Imports.AddOrUpdate((row.Tenant, row.RunId), row, (_, old) => row.Version == old.Version + 1 ? row : old);
        return Task.FromResult(ReferenceEquals(saved, row));
    }

    public Task<Page<ImportRow>> ListImportsAsync(ImportQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<KnownAccountRow> ScanKnownAccountsAsync(string tenant, string target, DateTimeOffset since, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<AccountRow>> LoadAccountsAsync(IReadOnlyCollection<string> accountIds, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ReconciliationRow?> LoadReconciliationAsync(string tenant, string runId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> SaveReconciliationAsync(ReconciliationRow row, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<ReconciliationRow>> ListReconciliationsAsync(ReconciliationQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SaveSituationsAsync(
        string tenant, string target, string runId, ImmutableArray<SituationRow> rows, DateTimeOffset at, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task RemoveSituationsAsync(string tenant, string target, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<SituationRow> ScanSituationsAsync(string tenant, string target, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Page<SituationRow>> ListSituationsAsync(SituationQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableSortedDictionary<string, long>> CountSituationsAsync(string tenant, string target, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string?> LoadChangeTokenAsync(string tenant, string target, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SaveChangeTokenAsync(string tenant, string target, string? token, DateTimeOffset at, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
