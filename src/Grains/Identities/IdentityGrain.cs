using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Accounts;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.Removals;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.Grains.Identities;

/// <summary>
/// Load, decide, commit, acknowledge, dispatch. The store's compare-and-swap decides the single writer; this actor only makes that
/// contention rare. Whatever goes wrong, it forgets what it holds and loads again.
/// </summary>
[GrainType("identity")]
internal sealed partial class IdentityGrain(
    IProvStore store, PolicyCurrent policies, AccountDispatcher dispatcher, LeavePermits permits, TimeProvider time, ILogger<IdentityGrain> logger)
    : Grain, IIdentityGrain
{
    // Each round learns something new (a newer version, a taken name); many rounds mean that the row is fought over.
    private const int MaxRounds = 12;

    // Namesakes that arrive together take one number after the other, and all but one lose each time.
    private const int MaxNames = 2000;

    private Identity? _identity;
    private bool _loaded;

    private string IdentityId => GrainKeys.IdOf(this.GetPrimaryKeyString());

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
            var attempt = new IdentityAttempt(snapshot, _identity.Tenant)
            {
                Rename = rename, Taken = taken, Leaves = HandlingOf(request.Cause), DecidedSource = request.DecidedSource,
            };
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

    /// <summary>One decision and one commit. The result is null when there was nothing to write.</summary>
    private async Task<(CommitResult? Result, Decision Decision)> TryCommitAsync(IdentityAttempt attempt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var decision = Decide(attempt, now);
        var admission = decision.Refusal is null
            ? await permits.AdmitAsync(_identity, attempt.Event, decision.Next, attempt.Snapshot, cancellationToken)
            : LeaveAdmission.NotCounted;
        decision = admission.IsRefused ? Decide(attempt with { Leaves = LeaveHandling.Hold }, now) : decision;
        if (decision.Refusal is not null || (!decision.Changed && attempt.Event is null && attempt.Change is null))
        {
            return (null, decision);
        }

        var mark = attempt.Event is { } lifecycleEvent ? IdentityCommits.Mark(decision, lifecycleEvent, IdentityId)
            : attempt.Change is { } change ? IdentityCommits.Mark(decision, change)
            : null;
        var accountsDueAt = now + dispatcher.GraceFor(decision.ChangedAccounts);
        var commit = IdentityCommits.Of(decision, mark, attempt.Snapshot, accountsDueAt, now) with
        {
            AddChecks = attempt.Compare && _identity is null ? [attempt.Event!.Source] : [],
        };
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

        if (result.Status != CommitStatus.Committed)
        {
            admission.GiveBack();
        }
        else if (decision.Changed)
        {
            (_identity, _loaded) = (decision.Next with { Version = decision.Next.Version + 1 }, true);
            foreach (var account in decision.ChangedAccounts)
            {
                dispatcher.Dispatch(account, accountsDueAt);
            }
        }

        return (result, decision);
    }

    private Decision Decide(IdentityAttempt attempt, DateTimeOffset now)
    {
        var context = new DecisionContext(attempt.Tenant, IdentityId)
        {
            TakenByOthers = attempt.Taken, RenameAccounts = attempt.Rename, Leaves = attempt.Leaves, DecidedSource = attempt.DecidedSource,
        };
        return attempt.Change is { } change
            ? LifecycleDecision.DecideGrantChange(_identity!, change, attempt.Snapshot, now, context)
            : LifecycleDecision.Decide(_identity, attempt.Event, attempt.Snapshot, now, context);
    }

    private static LeaveHandling HandlingOf(EvaluationCause cause) => cause switch
    {
        EvaluationCause.LeavesReleased => LeaveHandling.Release,
        EvaluationCause.LeavesDropped => LeaveHandling.Drop,
        _ => LeaveHandling.Apply,
    };

    private async Task LearnNamesNearAsync(IdentityAttempt attempt, Reservation taken, CancellationToken cancellationToken)
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

    [LoggerMessage(LogLevel.Warning, "The outcome of a commit of {Identity} is unknown ({Fault}); it is read back")]
    private partial void LogCommitUnknown(string identity, string fault);
}
