using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Accounts;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.Grains.Identities;

/// <summary>
/// Load, decide, commit, acknowledge, dispatch. The store's compare-and-swap decides the single writer; this actor only makes that
/// contention rare. Whatever goes wrong, it forgets what it holds and loads again.
/// </summary>
[GrainType("identity")]
internal sealed partial class IdentityGrain(
    IProvStore store, PolicyCurrent policies, AccountDispatcher dispatcher, TimeProvider time, ILogger<IdentityGrain> logger)
    : Grain, IIdentityGrain
{
    // Each round learns something new (a newer version, a taken name); many rounds mean that the row is fought over.
    private const int MaxRounds = 12;

    // Namesakes that arrive together take one number after the other, and all but one lose each time.
    private const int MaxNames = 2000;

    private Identity? _identity;
    private bool _loaded;

    private string IdentityId => GrainKeys.IdOf(this.GetPrimaryKeyString());

    public Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent) =>
        SubmitAsync(lifecycleEvent, decided: false, CancellationToken.None);

    public Task<SubmitResult> SubmitDecidedAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken) =>
        SubmitAsync(lifecycleEvent, decided: true, cancellationToken);

    private async Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent, bool decided, CancellationToken cancellationToken)
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

        if (snapshot.FindCorrelationRule(lifecycleEvent.Source) is not null && !decided
            && await FindScoredAsync(lifecycleEvent, cancellationToken) is { } elsewhere)
        {
            return elsewhere;
        }

        // A first join is decided without reading: should the row exist after all, the commit's version check says so.
        if (!_loaded && lifecycleEvent.Kind is not (LifecycleEventKind.Join or LifecycleEventKind.Record))
        {
            await LoadAsync(cancellationToken);
        }

        if (_identity is null && lifecycleEvent.Kind is not (LifecycleEventKind.Join or LifecycleEventKind.Record))
        {
            return await FindOwnerAsync(lifecycleEvent, cancellationToken);
        }

        return await CommitEventAsync(lifecycleEvent, snapshot, cancellationToken);
    }

    public async Task<EvaluationSummary> EvaluateAsync(EvaluationRequest request, CancellationToken cancellationToken)
    {
        if (!_loaded)
        {
            await LoadAsync(cancellationToken);
        }

        var taken = new HashSet<Reservation>();
        for (var round = 0; round < MaxRounds && _identity is not null; round++)
        {
            var snapshot = await SnapshotAsync(_identity.Tenant, Math.Max(request.PolicyVersion, _identity.PolicyVersion), cancellationToken);
            if (snapshot is null)
            {
                return new EvaluationSummary(true, false, 0);
            }

            var rename = request.Cause == EvaluationCause.NameTaken && request.AccountId is not null
                ? ImmutableHashSet.Create(request.AccountId)
                : [];
            var attempt = new Attempt(snapshot, _identity.Tenant) { Rename = rename, Taken = taken };
            var (result, decision) = await TryCommitAsync(attempt, cancellationToken);
            if (result is null)
            {
                return new EvaluationSummary(true, false, 0);
            }

            if (result.Status == CommitStatus.Committed)
            {
                return new EvaluationSummary(true, true, decision.ChangedAccounts.Length);
            }

            if (result.Status == CommitStatus.ReservationTaken)
            {
                taken.Add(result.Taken!);
                await LearnNamesNearAsync(attempt, result.Taken!, cancellationToken);
            }
            else
            {
                await LoadAsync(cancellationToken);
            }
        }

        return new EvaluationSummary(_identity is not null, false, 0);
    }

    public async Task<Identity?> GetAsync(CancellationToken cancellationToken)
    {
        if (!_loaded)
        {
            await LoadAsync(cancellationToken);
        }

        return _identity;
    }

    private async Task<SubmitResult> CommitEventAsync(
        LifecycleEvent lifecycleEvent, PolicySnapshot snapshot, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(snapshot, lifecycleEvent.Tenant) { Event = lifecycleEvent };
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

    /// <summary>One decision and one commit. The result is null when there was nothing to write.</summary>
    private async Task<(CommitResult? Result, Decision Decision)> TryCommitAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var decision = Decide(attempt, now);
        if (decision.Refusal is not null || (!decision.Changed && attempt.Event is null && attempt.Change is null))
        {
            return (null, decision);
        }

        var mark = attempt.Event is { } lifecycleEvent ? IdentityCommits.Mark(decision, lifecycleEvent, IdentityId)
            : attempt.Change is { } change ? IdentityCommits.Mark(decision, change)
            : null;
        var accountsDueAt = now + dispatcher.GraceFor(decision.ChangedAccounts);
        var commit = IdentityCommits.Of(decision, mark, attempt.Snapshot, accountsDueAt, now);
        CommitResult result;
        try
        {
            result = await store.CommitIdentityAsync(commit, cancellationToken);
        }
        catch (Exception fault) when (fault is not StoreBusyException)
        {
            // It may have been written. The next call loads; the event's own mark tells whether it was.
            Forget();
            LogCommitUnknown(IdentityId, fault.GetType().Name);
            throw;
        }

        if (result.Status == CommitStatus.Committed && decision.Changed)
        {
            (_identity, _loaded) = (decision.Next with { Version = decision.Next.Version + 1 }, true);
            foreach (var account in decision.ChangedAccounts)
            {
                dispatcher.Dispatch(account, accountsDueAt);
            }
        }

        return (result, decision);
    }

    private Decision Decide(Attempt attempt, DateTimeOffset now)
    {
        var context = new DecisionContext(attempt.Tenant, IdentityId) { TakenByOthers = attempt.Taken, RenameAccounts = attempt.Rename };
        return attempt.Change is { } change
            ? LifecycleDecision.DecideGrantChange(_identity!, change, attempt.Snapshot, now, context)
            : LifecycleDecision.Decide(_identity, attempt.Event, attempt.Snapshot, now, context);
    }

    private async Task LearnNamesNearAsync(Attempt attempt, Reservation taken, CancellationToken cancellationToken)
    {
        // One look at the neighbourhood instead of one failed commit per taken number.
        var stem = taken.Key.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        foreach (var key in await store.FindReservedAsync(attempt.Tenant, taken.Space, stem, 1000, cancellationToken))
        {
            attempt.Taken.Add(new Reservation(taken.Space, key));
        }

        if (_identity is not null)
        {
            attempt.Taken.ExceptWith(_identity.Reservations);
        }
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

        var record = new Reservation("source:" + lifecycleEvent.Source, lifecycleEvent.SourceKey);
        var owners = await store.FindOwnersAsync(lifecycleEvent.Tenant, [record], cancellationToken);
        return owners.TryGetValue(record, out var owner) && owner != IdentityId
            ? new SubmitResult { RedirectTo = owner }
            : new SubmitResult { NeedsCorrelation = true };
    }

    private async Task<SubmitResult> FindOwnerAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken)
    {
        var record = new Reservation("source:" + lifecycleEvent.Source, lifecycleEvent.SourceKey);
        var owners = await store.FindOwnersAsync(lifecycleEvent.Tenant, [record], cancellationToken);
        return owners.TryGetValue(record, out var owner) && owner != IdentityId
            ? new SubmitResult { RedirectTo = owner }
            : Refused(
                EventFaultReasons.RecordUnknown, "source_key", "The source has no record under this key: submit a join first, or correct the key.");
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Forget();
        _identity = await store.LoadIdentityAsync(IdentityId, cancellationToken);
        _loaded = true;
    }

    private void Forget() => (_identity, _loaded) = (null, false);

    private ValueTask<PolicySnapshot?> SnapshotAsync(string tenant, long atLeast, CancellationToken cancellationToken) =>
        policies.FindAsync(tenant, atLeast, cancellationToken);

    private EventReceipt ReceiptOf(string eventId, Decision decision) => new(
        eventId,
        IdentityId,
        decision.Outcome ?? EventOutcome.Unchanged,
        IdentityCommits.GenerationAfter(decision),
        Repeated: false);

    private static SubmitResult Refused(string reason, string field, string message) =>
        new() { Refusal = new([new InputFault(reason, field, message)]) };

    [LoggerMessage(LogLevel.Warning, "The outcome of a commit of {Identity} is unknown ({Fault}); it is read back")]
    private partial void LogCommitUnknown(string identity, string fault);

    /// <summary>What one call decides with, and what it has learnt so far.</summary>
    private sealed record Attempt(PolicySnapshot Snapshot, string Tenant)
    {
        public LifecycleEvent? Event { get; init; }

        public GrantChange? Change { get; init; }

        public ImmutableHashSet<string> Rename { get; init; } = [];

        public HashSet<Reservation> Taken { get; init; } = [];

        /// <summary>True for the key of the event's own record: then the record is another identity's.</summary>
        public bool IsRecord(Reservation reservation) =>
            Event is not null && reservation.Space == "source:" + Event.Source && reservation.Key == Event.SourceKey;

        public bool IsName(Reservation reservation) => reservation.Space.StartsWith("account:", StringComparison.Ordinal);
    }
}
