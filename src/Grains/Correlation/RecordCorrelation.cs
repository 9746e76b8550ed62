using System.Collections.Immutable;
using System.Text.Json;
using Prov.Domain;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.Grains.Correlation;

/// <summary>
/// Takes the events of records that no key tells the owner of, when their source has a scored rule: finds the owner, or keeps the events
/// in a work item until a person decides. Accepted events are never dropped: they are submitted again, in order, to whoever it is.
/// </summary>
/// <remarks>
/// Two records of one person that arrive at once and share no exact key can both be judged new. Each is looked for once more after its
/// commit (<see cref="DuplicateCheck"/>), so that at least one of the two sees the other; a work item then names both. Nothing is linked by that.
/// </remarks>
public sealed class RecordCorrelation(
    IGrainFactory grains, IProvStore store, CandidateSearch search, DuplicateCheck duplicates, PolicyCurrent policies, TimeProvider time)
{
    private const int MaxRounds = 12;
    private const string Self = "prov";

    /// <summary>Accepts an event of a record without owner.</summary>
    /// <exception cref="TimeoutException">The record is being changed from many sides: submit again.</exception>
    public async Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var snapshot = (await policies.FindAsync(lifecycleEvent.Tenant, cancellationToken))!;
            var item = await FindAsync(lifecycleEvent, cancellationToken);
            var waiting = item is { State: WorkItemState.Open } ? item.Waiting : [];
            if (Known(waiting, lifecycleEvent) is { } repeat)
            {
                return repeat;
            }

            var events = waiting.Add(lifecycleEvent);
            var (record, refusal) = WaitingRecord.Of(events, snapshot, time.GetUtcNow());
            if (record is null || events.Length > Limits.EventsPerWorkItemCount)
            {
                return Refused(refusal ?? new(
                    EventFaultReasons.TooManyScheduled, "source_key", "Too many events of the record wait for a decision. Decide its work item first."));
            }

            var verdict = await JudgeAsync(lifecycleEvent, record, snapshot, cancellationToken);
            var result = verdict.Outcome == MatchOutcome.Review
                ? await WaitAsync(lifecycleEvent, item, events, verdict, cancellationToken)
                : await HandOverAsync(events, TargetOf(lifecycleEvent, verdict.IdentityId), verdict.Outcome == MatchOutcome.Create, cancellationToken);
            if (result is { Refusal: not null })
            {
                return result;
            }

            if (result is not null)
            {
                await CloseAsync(verdict, item, cancellationToken);
                if (verdict.Outcome == MatchOutcome.Create && result.Receipt is { Repeated: false } receipt)
                {
                    await duplicates.RunAsync(new(lifecycleEvent.Tenant, lifecycleEvent.Source, receipt.IdentityId), lifecycleEvent.EventId, cancellationToken);
                }

                return result;
            }
        }

        throw new TimeoutException("The record's identity could not be settled; submit the event again.");
    }

    /// <summary>Does what a person has decided: all waiting events go to the identity, in their order. Safe to repeat.</summary>
    /// <param name="item">The work item, as read.</param>
    /// <param name="identityId">Whom the record belongs to; empty for somebody new.</param>
    /// <param name="cancellationToken">Stops it; what was handed over stays.</param>
    /// <returns>Why the identity cannot take an event; null when it has taken all.</returns>
    public async Task<InputFault?> DecideAsync(WorkItem item, string identityId, CancellationToken cancellationToken) => item.Waiting.IsEmpty
        ? null
        : (await HandOverAsync(item.Waiting, TargetOf(item.Waiting[0], identityId), isNew: false, cancellationToken)).Refusal?.Faults[0];

    private static SubmitResult? Known(ImmutableArray<LifecycleEvent> waiting, LifecycleEvent lifecycleEvent)
    {
        var same = waiting.FirstOrDefault(e => e.EventId == lifecycleEvent.EventId);
        return same is null ? null
            : Content(same) == Content(lifecycleEvent) ? Waits(lifecycleEvent, repeated: true)
            : Refused(new("EVENT_ID_REUSED", "event_id", "Another event of this source was accepted under this id; give each event its own id."));
    }

    // Who submitted it is no part of what it says.
    private static string Content(LifecycleEvent lifecycleEvent) => JsonSerializer.Serialize(lifecycleEvent with { Actor = "", AdmittedBy = null });

    private static SubmitResult Waits(LifecycleEvent lifecycleEvent, bool repeated) =>
        new() { Receipt = new(lifecycleEvent.EventId, "", EventOutcome.Waiting, 0, repeated) };

    private static SubmitResult Refused(EventFault fault) => new() { Refusal = new([new InputFault(fault.Reason, fault.Path, fault.Message)]) };

    private static string TargetOf(LifecycleEvent lifecycleEvent, string identityId) =>
        identityId.Length > 0 ? identityId : IdentityId.For(lifecycleEvent.Tenant, lifecycleEvent.Source, lifecycleEvent.SourceKey);

    private Task<WorkItem?> FindAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken) => store.LoadWorkItemAsync(
        lifecycleEvent.Tenant, WorkItem.IdOf(lifecycleEvent.Tenant, WaitingRecord.KeyOf(lifecycleEvent)), cancellationToken);

    private Task<MatchVerdict> JudgeAsync(
        LifecycleEvent lifecycleEvent, SourceRecord record, PolicySnapshot snapshot, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var whole = lifecycleEvent with { Kind = LifecycleEventKind.Record, Attributes = record.Attributes };
        return search.JudgeAsync(
            lifecycleEvent.Tenant, lifecycleEvent.Source, MatchDecision.AttributesOf(record, snapshot, now), CandidateSearch.ExactKeys(whole, snapshot),
            snapshot.FindCorrelationRule(lifecycleEvent.Source)!, now, cancellationToken);
    }

    /// <summary>Keeps the event in the record's work item; null when the item was changed meanwhile.</summary>
    private async Task<SubmitResult?> WaitAsync(
        LifecycleEvent lifecycleEvent, WorkItem? item, ImmutableArray<LifecycleEvent> events, MatchVerdict verdict, CancellationToken cancellationToken)
    {
        var snapshot = await policies.FindAsync(lifecycleEvent.Tenant, cancellationToken);
        var open = new WorkItem
        {
            Tenant = lifecycleEvent.Tenant,
            Key = WaitingRecord.KeyOf(lifecycleEvent),
            Kind = WorkItemKind.Correlation,
            Subject = $"AuthoritativeSource/{lifecycleEvent.Source}/{lifecycleEvent.SourceKey}",
            Summary = verdict.Explanation,
            Candidates = verdict.Candidates,
            Waiting = events,
            Owner = snapshot?.FindSource(lifecycleEvent.Source)?.Owner ?? "",
        };
        var change = new OpenWorkItem(open, item?.Version ?? 0);
        var audit = WorkItemAudit.Entries([change], open.Tenant, "", lifecycleEvent.Actor, lifecycleEvent.EventId, time.GetUtcNow());
        var committed = await store.CommitWorkItemsAsync([change], audit, cancellationToken);
        return committed.Status == CommitStatus.Committed ? Waits(lifecycleEvent, repeated: false) : null;
    }

    /// <summary>Submits the events to an identity; the answer is that of the last one, or of the first that is refused.</summary>
    private async Task<SubmitResult> HandOverAsync(
        ImmutableArray<LifecycleEvent> events, string identityId, bool isNew, CancellationToken cancellationToken)
    {
        SubmitResult? result = null;
        foreach (var next in events)
        {
            // Should the record have come to belong to another meanwhile, its events follow it.
            do
            {
                identityId = result?.RedirectTo ?? identityId;
                var identity = grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(identityId));
                result = isNew
                    ? await identity.SubmitNewAsync(next, cancellationToken)
                    : await identity.SubmitDecidedAsync(next, cancellationToken);
            }
            while (result.RedirectTo is not null && result.RedirectTo != identityId);

            if (result.Refusal is not null)
            {
                return result;
            }
        }

        return result!;
    }

    /// <summary>
    /// Closes the record's item when it was decided without a person. Events that were added to it meanwhile are handed over first: what
    /// was accepted is never left behind.
    /// </summary>
    private async Task CloseAsync(MatchVerdict verdict, WorkItem? item, CancellationToken cancellationToken)
    {
        while (verdict.Outcome != MatchOutcome.Review && item is { State: WorkItemState.Open })
        {
            var change = new CloseWorkItem(item.Id, WorkItemState.Cancelled, Self, verdict.Explanation, item.Version);
            var closed = await store.CommitWorkItemsAsync(
                [change], WorkItemAudit.Entries([change], item.Tenant, verdict.IdentityId, Self, item.Id, time.GetUtcNow()), cancellationToken);
            if (closed.Status == CommitStatus.Committed)
            {
                return;
            }

            item = await store.LoadWorkItemAsync(item.Tenant, item.Id, cancellationToken);
            if (item is { State: WorkItemState.Open })
            {
                if (await DecideAsync(item, verdict.IdentityId, cancellationToken) is not null)
                {
                    return;
                }
            }
        }
    }
}
