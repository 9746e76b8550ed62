using Prov.Connectors.Outcomes;

namespace Prov.Grains.TargetSystems;

/// <summary>No call may be made now: why, and how long to wait.</summary>
internal sealed record CallRefusal(string Reason, TimeSpan Wait)
{
    /// <summary>The shared rate is used up for the moment.</summary>
    public const string RateExhausted = "RATE_BUDGET_EXHAUSTED";

    /// <summary>The target has asked to be left alone for a while.</summary>
    public const string Throttled = "TARGET_THROTTLED";

    /// <summary>People have taken the target out of service.</summary>
    public const string InMaintenance = "TARGET_IN_MAINTENANCE";

    /// <summary>The target failed repeatedly; it is asked by single calls whether it is back.</summary>
    public const string CircuitOpen = "CIRCUIT_OPEN";

    /// <summary>Too many calls of this silo wait for a free connection.</summary>
    public const string TooManyCalls = "TOO_MANY_CALLS";

    /// <summary>Nobody has asked yet.</summary>
    public static CallRefusal NotAsked { get; } = new(RateExhausted, TimeSpan.Zero);

    public ConnectorResult ToResult() => ConnectorResult.Failed(ConnectorStatus.Throttled, Reason, "The call was not made.", Wait);

    /// <summary>True when the target was not called: what asked for the call has neither failed nor been turned away by the target.</summary>
    public static bool Is(ConnectorResult result) =>
        result is { Status: ConnectorStatus.Throttled, Reason: RateExhausted or Throttled or InMaintenance or CircuitOpen or TooManyCalls };
}
