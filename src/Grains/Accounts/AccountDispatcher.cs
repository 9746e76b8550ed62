using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prov.Domain.Accounts;
using Prov.Grains.Contracts;

namespace Prov.Grains.Accounts;

/// <summary>
/// Sends accounts to their actors, so many at a time per target. A dispatch is a hint: one that finds no free place is dropped, and
/// the sweeper finds the account by its due time. So memory stays bounded however slow a target is.
/// </summary>
internal sealed class AccountDispatcher(IGrainFactory grains)
{
    /// <summary>Attempts under way at once per target and silo.</summary>
    public const int MaxUnderWay = 1024;

    private static readonly Meter _meter = new("Prov.Grains");
    private static readonly Counter<long> _dispatched = _meter.CreateCounter<long>("prov.accounts.dispatched");
    private static readonly Counter<long> _dropped = _meter.CreateCounter<long>("prov.accounts.dispatch_dropped");

    private readonly ConcurrentDictionary<string, Slots> _slots = new(StringComparer.Ordinal);

    /// <summary>Free places of a target.</summary>
    public int Free(string target) => MaxUnderWay - Volatile.Read(ref SlotsOf(target).UnderWay);

    /// <summary>Sends an account to its actor without waiting; false when there was no free place.</summary>
    public bool Dispatch(DesiredAccount account, bool fresh)
    {
        var slots = SlotsOf(account.Target);
        // Taking access away does not queue behind giving it: it has as many places again. What a sweeper has claimed is leased to this
        // silo and would wait for the lease's end if it were dropped; the sweeper claims no more than there are places.
        var limit = account.RemovesAccess ? 2 * MaxUnderWay : MaxUnderWay;
        if (Interlocked.Increment(ref slots.UnderWay) > limit && fresh)
        {
            Interlocked.Decrement(ref slots.UnderWay);
            _dropped.Add(1);
            return false;
        }

        _dispatched.Add(1);
        ConvergeAsync(account, fresh, slots).Ignore();
        return true;
    }

    private async Task ConvergeAsync(DesiredAccount account, bool fresh, Slots slots)
    {
        try
        {
            await grains.GetGrain<IAccountGrain>(GrainKeys.Account(account.AccountId)).ConvergeAsync(account, fresh, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref slots.UnderWay);
        }
    }

    private Slots SlotsOf(string target) => _slots.GetOrAdd(target, static _ => new Slots());

    private sealed class Slots
    {
        public int UnderWay;
    }
}
