namespace Prov.Grains.Contracts;

/// <summary>A recompute cannot be released; nothing was changed.</summary>
[GenerateSerializer, Alias("prov.RecomputeRefusedException")]
public sealed class RecomputeRefusedException : Exception
{
    /// <summary>The recompute holds nothing to release.</summary>
    public const string NotHeld = "RECOMPUTE_NOT_HELD";

    /// <summary>The hash named is not that of what is held.</summary>
    public const string PlanChanged = "RECOMPUTE_PLAN_CHANGED";

    /// <param name="reason">One of the constants of this class.</param>
    /// <param name="message">What happened and what to do.</param>
    public RecomputeRefusedException(string reason, string message)
        : base(message)
    {
        Reason = reason;
    }

    [Id(0)]
    public string Reason { get; }
}
