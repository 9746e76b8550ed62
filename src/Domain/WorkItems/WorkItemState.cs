namespace Prov.Domain.WorkItems;

/// <summary>Where a work item stands.</summary>
public enum WorkItemState
{
    /// <summary>Waits for a person.</summary>
    Open,

    /// <summary>A person has decided.</summary>
    Done,

    /// <summary>The problem is gone; nobody had to decide.</summary>
    Cancelled,
}
