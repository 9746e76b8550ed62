namespace Prov.Grains.WorkItems;

/// <summary>What a person decides about a work item.</summary>
public enum WorkItemDecision
{
    /// <summary>The problem was looked after.</summary>
    Resolved,

    /// <summary>Correlation: the record belongs to a known identity.</summary>
    Link,

    /// <summary>Correlation: the record is somebody new.</summary>
    Create,
}
