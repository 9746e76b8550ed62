using Prov.Connectors.Outcomes;
using Prov.Domain.WorkItems;

namespace Prov.Connectors.Capabilities;

/// <summary>
/// Tells people what to do at a target that only people change. A connector with this capability writes nothing itself: the engine opens
/// a work item for each change, tells of it here, and takes the change for made once a person has completed the item. What can be read
/// back (<see cref="IAccountReader"/>) is compared then, and the item is opened again where the person erred.
/// </summary>
public interface IManualInstructor
{
    /// <summary>Who looks after the work items; empty for nobody yet.</summary>
    string Owner { get; }

    /// <summary>
    /// Tells of a work item. The engine tells of each one once, and again only when it does not know whether the first time went well:
    /// the notice carries the item's id, so that the two can be told for one.
    /// </summary>
    Task<ConnectorResult> InstructAsync(ManualNotice notice, CancellationToken cancellationToken);

    /// <summary>The instant of which what is read back tells; null when nothing can be read back.</summary>
    Task<ConnectorResult<ReadBackInstant>> ReadBackInstantAsync(CancellationToken cancellationToken);
}

/// <summary>A work item as it is told to people.</summary>
/// <param name="ItemId">Id of the item; the same when it is told again.</param>
/// <param name="Task">What is to be done.</param>
public sealed record ManualNotice(string ItemId, ManualTask Task);

/// <summary>How old a target's answers are.</summary>
/// <param name="At">What was changed at the target after this instant is not in them; null when there are none.</param>
public sealed record ReadBackInstant(DateTimeOffset? At);
