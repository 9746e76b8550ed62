namespace Prov.Domain.Sources;

/// <summary>Judges whether a run's changes are too many to be meant.</summary>
public static class MassChange
{
    /// <summary>The verdict on the leaves of one run.</summary>
    /// <param name="leaves">Leaves that the run would bring.</param>
    /// <param name="population">Records of the source that are here before the run.</param>
    /// <param name="guard">The source's guard.</param>
    public static GuardVerdict Judge(long leaves, long population, MassChangeGuard guard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaves);
        ArgumentOutOfRangeException.ThrowIfNegative(population);
        var allowed = Math.Max(guard.AlwaysAllowed, (long)Math.Floor(population * guard.MaxLeaveShare));
        return leaves <= allowed
            ? new(false, leaves, allowed, "")
            : new(true, leaves, allowed,
                $"{leaves} of {population} records would leave, {allowed} may. Check the feed, then release the run or drop it.");
    }

    /// <summary>True when so many rows are bad that the whole run is refused.</summary>
    public static bool IsRefused(long badRows, long rows, MassChangeGuard guard) => badRows > 0 && badRows > rows * guard.MaxBadRowShare;
}
