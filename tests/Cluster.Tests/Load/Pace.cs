namespace Prov.Cluster.Tests.Load;

/// <summary>Lets one through at a time, evenly. What was missed is not made up for.</summary>
internal sealed class Pace(double perSecond, TimeProvider clock)
{
    private readonly TimeSpan interval = TimeSpan.FromSeconds(1 / perSecond);
    private readonly Lock gate = new();
    private DateTimeOffset next;

    /// <summary>Waits for the next slot.</summary>
    /// <returns>False when told to stop.</returns>
    public async Task<bool> WaitAsync(CancellationToken stop)
    {
        var wait = Take();
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }

    private TimeSpan Take()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var slot = next < now ? now : next;
            next = slot + interval;
            return slot - now;
        }
    }
}
