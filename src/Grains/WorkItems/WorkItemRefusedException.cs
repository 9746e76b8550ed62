namespace Prov.Grains.WorkItems;

/// <summary>What was asked of a work item cannot be; nothing was changed.</summary>
/// <param name="reason">One of <see cref="WorkItemReasons"/>.</param>
/// <param name="message">What happened and what to do.</param>
public sealed class WorkItemRefusedException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}

/// <summary>The stable reasons for which changes to work items are refused.</summary>
public static class WorkItemReasons
{
    public const string WorkItemUnknown = "WORK_ITEM_UNKNOWN";

    /// <summary>The item is done or cancelled.</summary>
    public const string WorkItemClosed = "WORK_ITEM_CLOSED";

    /// <summary>Something was to be done by hand, and nothing shows that it was.</summary>
    public const string EvidenceMissing = "EVIDENCE_MISSING";

    /// <summary>The decision is not one of those that the item's kind can have.</summary>
    public const string DecisionNotPossible = "DECISION_NOT_POSSIBLE";
}
