using Prov.Domain.WorkItems;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.Grains.WorkItems;

/// <summary>Where people take work items and give their decisions. Two who decide at once: one of them is told that it is closed.</summary>
public sealed class WorkItemDesk(IProvStore store, TimeProvider time)
{
    /// <summary>Gives an open item to somebody.</summary>
    /// <exception cref="WorkItemRefusedException">The item is unknown or closed.</exception>
    public Task<WorkItem> AssignAsync(string tenant, string itemId, string owner, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, itemId, actor, i => new AssignWorkItem(i.Id, owner, i.Version), cancellationToken);

    /// <summary>Closes an open item with a decision.</summary>
    /// <exception cref="WorkItemRefusedException">The item is unknown or closed, or its kind has no such decision.</exception>
    public Task<WorkItem> CompleteAsync(
        string tenant, string itemId, WorkItemDecision decision, string comment, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            tenant,
            itemId,
            actor,
            i => i.Kind == WorkItemKind.Correlation || decision != WorkItemDecision.Resolved
                ? throw new WorkItemRefusedException(
                    WorkItemReasons.DecisionNotPossible, "An item of correlation is decided by link or create, every other by resolved.")
                : new CloseWorkItem(i.Id, WorkItemState.Done, actor, Text(decision, comment), i.Version),
            cancellationToken);

    private static string Text(WorkItemDecision decision, string comment) =>
        comment.Length == 0 ? decision.ToString() : $"{decision}: {comment}";

    private async Task<WorkItem> ChangeAsync(
        string tenant, string itemId, string actor, Func<WorkItem, WorkItemChange> decide, CancellationToken cancellationToken)
    {
        while (true)
        {
            var change = decide(await FindOpenAsync(tenant, itemId, cancellationToken));
            var audit = WorkItemAudit.Entries([change], tenant, "", actor, itemId, time.GetUtcNow());
            var result = await store.CommitWorkItemsAsync([change], audit, cancellationToken);
            if (result.Status == CommitStatus.Committed)
            {
                return (await store.LoadWorkItemAsync(tenant, itemId, cancellationToken))!;
            }
        }
    }

    private async Task<WorkItem> FindOpenAsync(string tenant, string itemId, CancellationToken cancellationToken)
    {
        var item = await store.LoadWorkItemAsync(tenant, itemId, cancellationToken)
            ?? throw new WorkItemRefusedException(WorkItemReasons.WorkItemUnknown, "There is no such work item.");
        return item.State == WorkItemState.Open
            ? item
            : throw new WorkItemRefusedException(WorkItemReasons.WorkItemClosed, "The work item is closed already; read what was decided.");
    }
}
