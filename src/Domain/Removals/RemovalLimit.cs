namespace Prov.Domain.Removals;

/// <summary>How much may be taken away within a sliding window before the rest waits for a person.</summary>
public sealed record RemovalLimit
{
    /// <summary>Share of the population, 0 to 1; 1 and above means no limit by share.</summary>
    public required double MaxShare { get; init; }

    /// <summary>So many are always allowed, whatever the share.</summary>
    public required long AlwaysAllowed { get; init; }

    /// <summary>So many at most, whatever the share; null for no such limit. Goes before <see cref="AlwaysAllowed"/>.</summary>
    public long? Most { get; init; }

    /// <summary>How far back removals count; zero means that only those of the plan itself do.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>True when nothing could ever be held.</summary>
    public bool IsOff => MaxShare >= 1 && Most is null;

    /// <summary>How many of a population may be taken away within the window.</summary>
    /// <param name="population">Who is there before the plan.</param>
    public long Allowed(long population)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(population);
        var byShare = MaxShare >= 1 ? long.MaxValue : Math.Max(AlwaysAllowed, (long)Math.Floor(population * MaxShare));
        return Math.Min(byShare, Most ?? long.MaxValue);
    }
}
