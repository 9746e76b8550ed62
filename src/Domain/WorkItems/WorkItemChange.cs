namespace Prov.Domain.WorkItems;

/// <summary>What one commit does to a work item; written in the transaction of the change that it belongs to.</summary>
/// <param name="ItemId">Id of the item.</param>
/// <param name="Expected">The version that the item must have; null for whatever it has. A change that expects is alone in its commit.</param>
public abstract record WorkItemChange(string ItemId, long? Expected);

/// <summary>Opens an item. One that is open already keeps its owner and its age; one that was closed is opened again.</summary>
/// <param name="Item">The item.</param>
public sealed record OpenWorkItem(WorkItem Item, long? Expected = null) : WorkItemChange(Item.Id, Expected);

/// <summary>Closes an item; one that is not open stays as it is.</summary>
/// <param name="State">Done or cancelled.</param>
/// <param name="By">Who closes it.</param>
/// <param name="Decision">What was decided, or why there is nothing to decide any more.</param>
public sealed record CloseWorkItem(string ItemId, WorkItemState State, string By, string Decision, long? Expected = null)
    : WorkItemChange(ItemId, Expected);

/// <summary>Gives an open item to somebody.</summary>
/// <param name="Owner">Who looks after it; empty for nobody.</param>
public sealed record AssignWorkItem(string ItemId, string Owner, long? Expected = null) : WorkItemChange(ItemId, Expected);
