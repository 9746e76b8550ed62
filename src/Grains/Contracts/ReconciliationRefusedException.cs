namespace Prov.Grains.Contracts;

/// <summary>A run of reconciliation cannot be begun or released; nothing was changed.</summary>
[GenerateSerializer, Alias("prov.ReconciliationRefusedException")]
public sealed class ReconciliationRefusedException : Exception
{
    /// <summary>Another run of the target is under way.</summary>
    public const string UnderWay = "RECONCILIATION_UNDER_WAY";

    /// <summary>The target's connector cannot list accounts.</summary>
    public const string NotSupported = "NOT_SUPPORTED";

    /// <summary>The run holds nothing to release.</summary>
    public const string NotHeld = "RECONCILIATION_NOT_HELD";

    /// <summary>The hash named is not that of what is held.</summary>
    public const string PlanChanged = "RECONCILIATION_PLAN_CHANGED";

    /// <param name="reason">One of the constants of this class.</param>
    /// <param name="message">What happened and what to do.</param>
    public ReconciliationRefusedException(string reason, string message)
        : base(message)
    {
        Reason = reason;
    }

    [Id(0)]
    public string Reason { get; }
}
