using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;
using Prov.Grains.Correlation;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.Grains.WorkItems;

/// <summary>Where people take work items and give their decisions. Two who decide at once: one of them is told that it is closed.</summary>
public sealed class WorkItemDesk(IProvStore store, RecordCorrelation correlation, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Gives an open item to somebody.</summary>
    /// <exception cref="WorkItemRefusedException">The item is unknown or closed.</exception>
    public Task<WorkItem> AssignAsync(string tenant, string itemId, string owner, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, itemId, actor, i => Task.FromResult<WorkItemChange>(new AssignWorkItem(i.Id, owner, i.Version)), cancellationToken);

    /// <summary>Does what was decided, then closes the item. Repeating it is safe until it is closed.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="decision">What is decided.</param>
    /// <param name="identityId">Of a link: whom the record belongs to.</param>
    /// <param name="comment">Why; can be empty.</param>
    /// <param name="evidence">What shows that it was done; asked for where something is to be done by hand.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="cancellationToken">Stops it; what was done stays and the item is open.</param>
    /// <exception cref="WorkItemRefusedException">The item is unknown or closed, or there is no such decision or candidate, or the evidence is missing.</exception>
    public async Task<WorkItem> CompleteAsync(
        string tenant, string itemId, WorkItemDecision decision, string identityId, string comment, string evidence, string actor, CancellationToken cancellationToken)
    {
        var completed = await ChangeAsync(
            tenant,
            itemId,
            actor,
            async i =>
            {
                Check(i, decision, identityId, evidence);
                if (decision != WorkItemDecision.Resolved && await correlation.DecideAsync(i, identityId, cancellationToken) is { } fault)
                {
                    throw new WorkItemRefusedException(
                        WorkItemReasons.DecisionNotPossible, $"The identity cannot take the record: {fault.Reason}: {fault.Message}");
                }

                return new CloseWorkItem(i.Id, WorkItemState.Done, actor, Text(decision, identityId, comment, evidence), i.Version);
            },
            cancellationToken);
        await WakeAsync(completed, cancellationToken);
        return completed;
    }

    // Lost, this delays: the account looks for itself now and then.
    private async Task WakeAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (item.Task is { } task && await store.LoadAccountAsync(task.AccountId, cancellationToken) is { } row)
        {
            grains.GetGrain<IAccountGrain>(GrainKeys.Account(task.AccountId)).ResumeAsync(row.Desired, row.Account, dueSince: null).Ignore();
        }
    }

    private static void Check(WorkItem item, WorkItemDecision decision, string identityId, string evidence)
    {
        if (item.Kind == WorkItemKind.Manual && string.IsNullOrWhiteSpace(evidence))
        {
            throw new WorkItemRefusedException(
                WorkItemReasons.EvidenceMissing, "Say what shows that it was done: a ticket, a reference, the words of whoever did it.");
        }

        if ((item.Kind == WorkItemKind.Correlation) != (decision != WorkItemDecision.Resolved))
        {
            throw new WorkItemRefusedException(
                WorkItemReasons.DecisionNotPossible, "An item of correlation is decided by link or create, every other by resolved.");
        }

        var isCandidate = item.Candidates.Any(c => c.IdentityId == identityId);
        if (decision == WorkItemDecision.Link ? !isCandidate : identityId.Length > 0)
        {
            throw new WorkItemRefusedException(WorkItemReasons.DecisionNotPossible, "With link, and with nothing else, name one of the item's candidates.");
        }
    }

    private static string Text(WorkItemDecision decision, string identityId, string comment, string evidence)
    {
        var text = identityId.Length == 0 ? decision.ToString() : $"{decision} {identityId}";
        text = comment.Length == 0 ? text : $"{text}: {comment}";
        return evidence.Length == 0 ? text : $"{text} [evidence: {evidence}]";
    }

    private async Task<WorkItem> ChangeAsync(
        string tenant, string itemId, string actor, Func<WorkItem, Task<WorkItemChange>> decide, CancellationToken cancellationToken)
    {
        while (true)
        {
            var change = await decide(await FindOpenAsync(tenant, itemId, cancellationToken));
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
