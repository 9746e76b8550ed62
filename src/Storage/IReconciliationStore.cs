using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Storage.Queries;

namespace Prov.Storage;

/// <summary>What reconciliation keeps: its runs, what it found, up to where it has read a target's changes.</summary>
public interface IReconciliationStore
{
    /// <summary>
    /// Every account of a target that was ever worked on, as last known there, if it was written at or after an instant; streamed, never
    /// held whole. For the index of reconciliation.
    /// </summary>
    IAsyncEnumerable<KnownAccountRow> ScanKnownAccountsAsync(string tenant, string target, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Those of the accounts that are known. For at most some hundreds at once.</summary>
    Task<IReadOnlyList<AccountRow>> LoadAccountsAsync(IReadOnlyCollection<string> accountIds, CancellationToken cancellationToken);

    /// <summary>A run; null when unknown.</summary>
    Task<ReconciliationRow?> LoadReconciliationAsync(string tenant, string runId, CancellationToken cancellationToken);

    /// <summary>Saves what a run has become; false when another saved this version, or a later one, meanwhile.</summary>
    Task<bool> SaveReconciliationAsync(ReconciliationRow row, CancellationToken cancellationToken);

    Task<Page<ReconciliationRow>> ListReconciliationsAsync(ReconciliationQuery query, CancellationToken cancellationToken);

    /// <summary>Records what was found about accounts of a target, in the place of what was found before.</summary>
    Task SaveSituationsAsync(
        string tenant, string target, string runId, ImmutableArray<SituationRow> rows, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Forgets what was found about accounts, by the target's own ids; one that is not there is no fault.</summary>
    Task RemoveSituationsAsync(string tenant, string target, IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>What was found about accounts that no record claims; streamed.</summary>
    IAsyncEnumerable<SituationRow> ScanSituationsAsync(string tenant, string target, CancellationToken cancellationToken);

    Task<Page<SituationRow>> ListSituationsAsync(SituationQuery query, CancellationToken cancellationToken);

    /// <summary>How many accounts are in each situation.</summary>
    Task<ImmutableSortedDictionary<string, long>> CountSituationsAsync(string tenant, string target, CancellationToken cancellationToken);

    /// <summary>Up to where the changes of a target have been read; null when that is not known.</summary>
    Task<string?> LoadChangeTokenAsync(string tenant, string target, CancellationToken cancellationToken);

    /// <summary>Records up to where the changes of a target have been read; null when that is not known any more.</summary>
    Task SaveChangeTokenAsync(string tenant, string target, string? token, DateTimeOffset at, CancellationToken cancellationToken);
}
