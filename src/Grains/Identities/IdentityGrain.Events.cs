using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Storage.Commits;

namespace Prov.Grains.Identities;

/// <summary>Events: whether they are for this identity at all, then decide, commit, acknowledge, dispatch.</summary>
internal sealed partial class IdentityGrain
{
    public Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent) =>
        SubmitAsync(lifecycleEvent, RecordStanding.Unknown, CancellationToken.None);

    public Task<SubmitResult> SubmitDecidedAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken) =>
        SubmitAsync(lifecycleEvent, RecordStanding.Decided, cancellationToken);

    public Task<SubmitResult> SubmitNewAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken) =>
        SubmitAsync(lifecycleEvent, RecordStanding.New, cancellationToken);

    private async Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent, RecordStanding standing, CancellationToken cancellationToken)
    {
        var snapshot = await SnapshotAsync(lifecycleEvent.Tenant, 0, cancellationToken);
        if (snapshot is null)
        {
            return Refused("CONFIGURATION_MISSING", "", "No configuration has been applied yet: apply one, then submit again.");
        }

        var faults = EventValidation.Check(lifecycleEvent, snapshot, time.GetUtcNow());
        if (!faults.IsEmpty)
        {
            return new SubmitResult { Refusal = new([.. faults.Select(f => new InputFault(f.Reason, f.Path, f.Message))]) };
        }

        if (snapshot.FindCorrelationRule(lifecycleEvent.Source) is not null && standing == RecordStanding.Unknown
            && await FindScoredAsync(lifecycleEvent, cancellationToken) is { } elsewhere)
        {
            return elsewhere;
        }

        // A first join is decided without reading: should the row exist after all, the commit's version check says so.
        if (!_loaded && lifecycleEvent.Kind is not (LifecycleEventKind.Join or LifecycleEventKind.Record))
        {
            await LoadAsync(cancellationToken);
        }

        if (_identity is null && lifecycleEvent.Kind is not (LifecycleEventKind.Join or LifecycleEventKind.Record)
            && await FindOwnerAsync(lifecycleEvent, cancellationToken) is { } owner)
        {
            return new SubmitResult { RedirectTo = owner };
        }

        return await CommitEventAsync(lifecycleEvent, snapshot, standing == RecordStanding.New, cancellationToken);
    }

    private async Task<SubmitResult> CommitEventAsync(
        LifecycleEvent lifecycleEvent, PolicySnapshot snapshot, bool compare, CancellationToken cancellationToken)
    {
        var attempt = new IdentityAttempt(snapshot, lifecycleEvent.Tenant) { Event = lifecycleEvent, Compare = compare };
        for (var conflicts = 0; conflicts < MaxRounds;)
        {
            if (_identity is { } held && held.PolicyVersion > attempt.Snapshot.Version)
            {
                var newer = await SnapshotAsync(held.Tenant, held.PolicyVersion, cancellationToken);
                attempt = attempt with { Snapshot = newer ?? attempt.Snapshot };
            }

            var (result, decision) = await TryCommitAsync(attempt, cancellationToken);
            if (decision.Refusal is { } refusal)
            {
                return Refused(refusal.Reason, refusal.Path, refusal.Message);
            }

            switch (result!.Status)
            {
                case CommitStatus.Committed:
                    return new SubmitResult { Receipt = ReceiptOf(lifecycleEvent.EventId, decision) };
                case CommitStatus.RepeatedEvent:
                    return new SubmitResult { Receipt = result.FirstReceipt! with { Repeated = true } };
                case CommitStatus.EventIdReused:
                    return Refused(
                        "EVENT_ID_REUSED", "event_id", "Another event of this source was accepted under this id; give each event its own id.");
                case CommitStatus.ReservationTaken when (_identity is null && !attempt.IsName(result.Taken!)) || attempt.IsRecord(result.Taken!):
                    return new SubmitResult { RedirectTo = result.TakenBy };
                case CommitStatus.ReservationTaken:
                    conflicts += attempt.Taken.Add(result.Taken!) && attempt.Taken.Count < MaxNames ? 0 : 1;
                    await LearnNamesNearAsync(attempt, result.Taken!, cancellationToken);
                    break;
                default:
                    conflicts++;
                    await LoadAsync(cancellationToken);
                    break;
            }
        }

        throw new TimeoutException("The identity is being changed from many sides; submit the event again.");
    }

    /// <summary>Of a source with a scored rule: whom the record is for when it is not this identity's; null to go on here.</summary>
    private async Task<SubmitResult?> FindScoredAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken)
    {
        if (!_loaded)
        {
            await LoadAsync(cancellationToken);
        }

        // Only the identity that the record itself would make asks: whoever was sent here was sent for a reason.
        if (_identity is not null
            || IdentityId != Domain.Identities.IdentityId.For(lifecycleEvent.Tenant, lifecycleEvent.Source, lifecycleEvent.SourceKey))
        {
            return null;
        }

        return await FindOwnerAsync(lifecycleEvent, cancellationToken) is { } owner
            ? new SubmitResult { RedirectTo = owner }
            : new SubmitResult { NeedsCorrelation = true };
    }

    /// <summary>The other identity that the event's record belongs to; null when it belongs to nobody else.</summary>
    private async Task<string?> FindOwnerAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken)
    {
        var record = new Reservation("source:" + lifecycleEvent.Source, lifecycleEvent.SourceKey);
        var owners = await store.FindOwnersAsync(lifecycleEvent.Tenant, [record], cancellationToken);
        return owners.TryGetValue(record, out var owner) && owner != IdentityId ? owner : null;
    }

    private static SubmitResult Refused(string reason, string field, string message) =>
        new() { Refusal = new([new InputFault(reason, field, message)]) };

    /// <summary>What is known of whom an event's record belongs to.</summary>
    private enum RecordStanding
    {
        Unknown,

        /// <summary>Somebody decided that it is this identity's.</summary>
        Decided,

        /// <summary>Nobody like it was found.</summary>
        New,
    }
}
