namespace Prov.Domain.TargetSystems;

/// <summary>
/// How fast a target may be called: as configured, and more slowly for a while after it has asked for that. Halves with each asking and
/// grows again by a tenth each second, so that what the target really bears is found anew.
/// </summary>
/// <param name="Learned">Calls per second; null while the target has not asked for fewer.</param>
/// <param name="At">When that was known.</param>
/// <param name="PausedUntil">Until when no call may be made at all.</param>
public sealed record AdaptiveRate(double? Learned, DateTimeOffset At, DateTimeOffset PausedUntil)
{
    /// <summary>Longest pause that a target can ask for.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private const double Slowest = 0.1;
    private const double GrowthPerSecond = 0.1;
    private static readonly TimeSpan _usualPause = TimeSpan.FromSeconds(1);

    // Without a configured rate, this long without asking means that there is no need to count any more.
    private static readonly TimeSpan _forgetAfter = TimeSpan.FromMinutes(10);

    /// <summary>Nothing was asked for.</summary>
    public static AdaptiveRate Free { get; } = new(null, default, default);

    /// <summary>The rate at an instant; 0 means unlimited.</summary>
    /// <param name="configured">As configured; 0 means unlimited.</param>
    /// <param name="now">The instant.</param>
    public double Now(double configured, DateTimeOffset now)
    {
        if (Learned is not { } learned || (configured <= 0 && now - At > _forgetAfter))
        {
            return configured;
        }

        var grown = learned * Math.Pow(1 + GrowthPerSecond, Math.Max(0, (now - PausedUntil).TotalSeconds));
        return configured > 0 ? Math.Min(configured, grown) : grown;
    }

    /// <summary>After the target has asked for fewer calls.</summary>
    /// <param name="current">Calls per second that were made.</param>
    /// <param name="retryAfter">What it asked for; null when it named no time.</param>
    /// <param name="now">The instant.</param>
    public AdaptiveRate Slower(double current, TimeSpan? retryAfter, DateTimeOffset now)
    {
        var pause = retryAfter ?? _usualPause;
        var until = now + (pause < TimeSpan.Zero ? TimeSpan.Zero : pause < LongestPause ? pause : LongestPause);

        // Calls that were under way together are turned away together: that is one asking, not many.
        return now < PausedUntil
            ? this with { PausedUntil = until > PausedUntil ? until : PausedUntil }
            : new(Math.Max(Slowest, current / 2), now, until);
    }
}
