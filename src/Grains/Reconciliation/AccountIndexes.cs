using System.Collections.Concurrent;
using Prov.Grains.Digests;
using Prov.Grains.Reconciliation.Index;
using Prov.Storage;

namespace Prov.Grains.Reconciliation;

/// <summary>
/// The indexes of this silo, one per target: built from the store when there is none, and brought up to date on demand with what has been
/// written since.
/// </summary>
internal sealed class AccountIndexes(ProvGrainsOptions options, IProvStore store, TimeProvider time) : IDisposable
{
    // Every pass over more accounts than memory holds writes them anew; building anew is cheaper than compacting.
    private const int MaxGrowth = 4;

    // Commits that were under way, and clocks that differ between silos.
    private static readonly TimeSpan _overlap = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Tenant, string Target), Held> _held = new();

    private string Root => Path.Combine(options.Imports.DataFolder, "reconciliation", "index-" + Environment.ProcessId);

    /// <summary>The index of a target for a run to work with; runs of a target follow each other.</summary>
    public async Task<AccountIndex> OpenAsync(string tenant, string target, CancellationToken cancellationToken)
    {
        var key = (tenant, target);
        if (_held.TryGetValue(key, out var held) && !IsWorn(held))
        {
            return held.Index;
        }

        Drop(tenant, target);
        var built = time.GetUtcNow();
        var index = new AccountIndex(Path.Combine(Root, Guid.NewGuid().ToString("N")), options.Reconciliation.IndexMemoryBytes, population: 1 << 16);
        try
        {
            await foreach (var found in store.ScanSituationsAsync(tenant, target, cancellationToken))
            {
                index.Know(AccountDigest.OfKey(found.Key), Digest.Parse(found.Digest), default);
            }

            await LearnAsync(index, tenant, target, DateTimeOffset.MinValue, cancellationToken);
        }
        catch
        {
            index.Dispose();
            throw;
        }

        _held[key] = new(index, built, built);
        return index;
    }

    /// <summary>
    /// Learns what accounts have become since. What was written is found by a scan of their rows: for runs that read everything anyway, and
    /// when something is told of an account that is not known.
    /// </summary>
    public async Task RefreshAsync(string tenant, string target, CancellationToken cancellationToken)
    {
        if (_held.TryGetValue((tenant, target), out var held))
        {
            var now = time.GetUtcNow();
            await LearnAsync(held.Index, tenant, target, held.ReadAt - _overlap, cancellationToken);
            _held[(tenant, target)] = held with { ReadAt = now };
        }
    }

    /// <summary>Doubts the index of a target: the next run builds it anew.</summary>
    public void Drop(string tenant, string target)
    {
        if (_held.TryRemove((tenant, target), out var held))
        {
            held.Index.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var (tenant, target) in _held.Keys)
        {
            Drop(tenant, target);
        }
    }

    private bool IsWorn(Held held) =>
        time.GetUtcNow() - held.BuiltAt > options.Reconciliation.MaxIndexAge
        || held.Index.LogBytes > options.Reconciliation.IndexMemoryBytes + (MaxGrowth * held.Index.EntryBytes);

    private async Task LearnAsync(AccountIndex index, string tenant, string target, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var claimed = new List<string>();
        await foreach (var row in store.ScanKnownAccountsAsync(tenant, target, since, cancellationToken))
        {
            if (row.Observed is { } account)
            {
                var before = index.Know(AccountDigest.OfKey(account.NativeId), AccountDigest.OfContent(account), AccountKey.Of(row.AccountId));
                if (before is { Known: 1, IsOwned: false })
                {
                    claimed.Add(account.NativeId);
                }
            }
            else if (row.DeletedNativeId is { } deleted)
            {
                Forget(index, AccountDigest.OfKey(deleted), AccountKey.Of(row.AccountId));
            }
        }

        if (claimed.Count > 0)
        {
            await store.RemoveSituationsAsync(tenant, target, claimed, cancellationToken);
        }
    }

    /// <summary>What Prov has deleted is no longer its own: should it come back as it was, it must not pass for unchanged.</summary>
    private static void Forget(AccountIndex index, Digest key, Digest account)
    {
        if (index.Find(key) is { Known: 1 } entry && entry.Account == account)
        {
            index.Forget(key);
        }
    }

    private sealed record Held(AccountIndex Index, DateTimeOffset BuiltAt, DateTimeOffset ReadAt);
}
