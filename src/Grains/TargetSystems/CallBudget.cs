using Prov.Grains.Contracts;

namespace Prov.Grains.TargetSystems;

/// <summary>This silo's share of one target's budget: calls leased from the target's grain and not yet used.</summary>
internal sealed class CallBudget(ITargetSystemGrain target, string silo, TimeProvider time) : IDisposable
{
    // How long a grant of an unlimited target, and the knowledge that it is not in maintenance, may be relied on.
    private static readonly TimeSpan _leaseLifetime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private int _calls;
    private long _validUntilTicks;

    /// <summary>Takes one call, asking the target's grain when the lease is used up. Null when granted, else how long to wait and why.</summary>
    public async Task<CallRefusal?> TakeAsync(double ratePerSecond, bool circuitOpen, CancellationToken cancellationToken)
    {
        if (TryTake(ratePerSecond))
        {
            return null;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (TryTake(ratePerSecond))
            {
                return null;
            }

            // A tenth of a second's calls per lease: small enough to be fair among silos, large enough to keep the grain quiet.
            var wanted = ratePerSecond <= 0 ? 1 : Math.Max(1, (int)(ratePerSecond / 10));
            var lease = await target.LeaseAsync(new BudgetRequest(silo, wanted, ratePerSecond, circuitOpen), cancellationToken);
            if (lease.Maintenance)
            {
                return new CallRefusal("TARGET_IN_MAINTENANCE", lease.Wait);
            }

            if (lease.Calls == 0)
            {
                return new CallRefusal("RATE_BUDGET_EXHAUSTED", lease.Wait);
            }

            Volatile.Write(ref _calls, lease.Calls);
            Volatile.Write(ref _validUntilTicks, (time.GetUtcNow() + _leaseLifetime).UtcTicks);
            return TryTake(ratePerSecond) ? null : new CallRefusal("RATE_BUDGET_EXHAUSTED", TimeSpan.FromMilliseconds(100));
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private bool TryTake(double ratePerSecond) =>
        time.GetUtcNow().UtcTicks < Volatile.Read(ref _validUntilTicks) && (ratePerSecond <= 0 || Interlocked.Decrement(ref _calls) >= 0);
}

/// <summary>No call may be made now.</summary>
internal sealed record CallRefusal(string Reason, TimeSpan Wait);
