using Prov.Grains.Contracts;

namespace Prov.Grains.TargetSystems;

/// <summary>This silo's share of one target's budget: calls leased from the target's grain and not yet used.</summary>
internal sealed class CallBudget(ITargetSystemGrain target, string silo, TimeProvider time) : IDisposable
{
    // How long a grant of an unlimited target, and the knowledge that it is not in maintenance, may be relied on.
    private static readonly TimeSpan _leaseLifetime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private int _calls;
    private int _made;
    private volatile bool _counted;
    private long _validUntilTicks;

    /// <summary>Takes one call, asking the target's grain when the lease is used up. Null when granted, else how long to wait and why.</summary>
    public async Task<CallRefusal?> TakeAsync(double ratePerSecond, bool circuitOpen, CancellationToken cancellationToken)
    {
        if (TryTake())
        {
            return null;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (TryTake())
            {
                return null;
            }

            // A tenth of a second's calls per lease: small enough to be fair among silos, large enough to keep the grain quiet.
            var wanted = ratePerSecond <= 0 ? 1 : Math.Max(1, (int)(ratePerSecond / 10));
            var lease = await target.LeaseAsync(new BudgetRequest(silo, wanted, ratePerSecond, circuitOpen) { Made = Interlocked.Exchange(ref _made, 0) }, cancellationToken);
            if (lease.Calls == 0)
            {
                return Refused(lease);
            }

            _counted = lease.Counted;
            Volatile.Write(ref _calls, lease.Calls);
            Volatile.Write(ref _validUntilTicks, (time.GetUtcNow() + _leaseLifetime).UtcTicks);
            return TryTake() ? null : new CallRefusal(CallRefusal.RateExhausted, TimeSpan.FromMilliseconds(100));
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Takes one call of an emergency, which counts against no rate. Maintenance and what the target asked for hold it up all the same.</summary>
    public async Task<CallRefusal?> TakeUrgentAsync(bool circuitOpen, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow().UtcTicks < Volatile.Read(ref _validUntilTicks))
        {
            return null;
        }

        var lease = await target.LeaseAsync(new BudgetRequest(silo, 1, 0, circuitOpen), cancellationToken);
        return lease.Calls > 0 ? null : Refused(lease);
    }

    /// <summary>Tells every silo that the target asked for fewer calls; this one stops at once, the others when their leases end.</summary>
    public Task SlowDownAsync(TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _validUntilTicks, 0);
        return target.ThrottledAsync(retryAfter, cancellationToken);
    }

    public void Dispose() => _asking.Dispose();

    private static CallRefusal Refused(BudgetLease lease) => new(
        lease.Maintenance ? CallRefusal.InMaintenance : lease.Throttled ? CallRefusal.Throttled : CallRefusal.RateExhausted, lease.Wait);

    private bool TryTake()
    {
        if (time.GetUtcNow().UtcTicks >= Volatile.Read(ref _validUntilTicks))
        {
            return false;
        }

        if (_counted)
        {
            return Interlocked.Decrement(ref _calls) >= 0;
        }

        Interlocked.Increment(ref _made);
        return true;
    }
}
