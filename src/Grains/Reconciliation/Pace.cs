namespace Prov.Grains.Reconciliation;

/// <summary>Lets a scan work for a share of the time only.</summary>
internal sealed class Pace(double share, TimeProvider time)
{
    private static readonly TimeSpan _least = TimeSpan.FromMilliseconds(20);

    private long _since = time.GetTimestamp();

    /// <summary>Rests for as long as the work since the last rest has to be followed by.</summary>
    public async ValueTask RestAsync(CancellationToken cancellationToken)
    {
        if (share >= 1)
        {
            return;
        }

        var rest = time.GetElapsedTime(_since) * ((1 / share) - 1);
        if (rest >= _least)
        {
            await Task.Delay(rest, time, cancellationToken);
            _since = time.GetTimestamp();
        }
    }
}
