using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Domain.Reconciliation;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Reconciliation.Index;
using Prov.Storage.Queries;

namespace Prov.Grains.Reconciliation;

/// <summary>Does what was decided about single accounts, so many at once: wakes the accounts' actors, takes over, disables what nobody owns.</summary>
internal sealed class AccountRepairs : IDisposable
{
    private readonly ReconciliationServices _services;
    private readonly ReconciliationSubject _subject;
    private readonly ReconciliationCounts _counts;
    private readonly AccountIndex _index;
    private readonly SituationLog _log;
    private readonly SemaphoreSlim _places;
    private readonly int _most;
    private Exception? _fault;
    private volatile bool _leftUndone;

    public AccountRepairs(
        ReconciliationServices services, ReconciliationSubject subject, ReconciliationCounts counts, AccountIndex index, SituationLog log)
    {
        (_services, _subject, _counts, _index, _log) = (services, subject, counts, index, log);
        _most = 2 * subject.Target.Definition.Limits.Concurrency;
        _places = new(_most, _most);
    }

    /// <summary>True when the target could not be called for something that no actor goes after: what was told of it must be told again.</summary>
    public bool LeftUndone => _leftUndone;

    /// <summary>Waits for a place, not for the answer.</summary>
    /// <param name="row">The account's record.</param>
    /// <param name="seen">As it was found; null to look for it first.</param>
    /// <param name="found">What to write down of it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task OrderAsync(AccountRow row, ObservedAccount? seen, SituationRow found, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        _ = InPlaceAsync(() => RepairAsync(row, seen, found));
    }

    /// <summary>Disables or deletes an account that nobody owns; waits for a place, not for the answer.</summary>
    public async Task RemoveAsync(GuardedOrder order, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        _ = InPlaceAsync(() => RemoveAsync(order));
    }

    /// <summary>All places back means that everyone has answered.</summary>
    /// <exception cref="InvalidOperationException">The store or an actor failed: the run is to be made again.</exception>
    public async Task EndAsync()
    {
        for (var place = 0; place < _most; place++)
        {
            await _places.WaitAsync(CancellationToken.None);
        }

        _places.Release(_most);
        if (_fault is { } fault)
        {
            throw new InvalidOperationException("An account could not be worked on.", fault);
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task InPlaceAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // Told at the end of the run, which is then made again: what was done is not done twice.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _fault = fault;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task RepairAsync(AccountRow row, ObservedAccount? seen, SituationRow found)
    {
        var (isTakenOver, refusal) = await TakeOverAsync(row, seen);
        if (refusal is not null)
        {
            _counts.AddFailed();
            await _log.AddAsync(Explained(found, refusal), CancellationToken.None);
            return;
        }

        _counts.AddWoken();
        var order = new ReconcileOrder(row.Desired, row.Account, seen, _subject.Start.RunId) { Link = row.Account.Observed is null };
        var answer = await _services.Grains.GetGrain<IAccountGrain>(GrainKeys.Account(row.Desired.AccountId)).ReconcileAsync(order);
        if (answer.Outcome == ReconcileOutcome.Superseded && !isTakenOver)
        {
            return;
        }

        if (answer.Outcome == ReconcileOutcome.Failed)
        {
            _counts.AddFailed();
            await _log.AddAsync(Explained(found, answer.Explanation), CancellationToken.None);
            return;
        }

        // What is taken over gives the account a new generation, so that its ordinary work can be first to bring it there.
        _counts.AddRepaired();
        if (answer.Outcome == ReconcileOutcome.Converged)
        {
            Learn(row, answer.Observed);
        }

        await _log.AddAsync(found, CancellationToken.None);
    }

    private void Learn(AccountRow row, ObservedAccount? now)
    {
        if (row.Account.Observed is { } before && before.NativeId != now?.NativeId)
        {
            _index.Forget(AccountDigest.OfKey(before.NativeId));
        }

        if (now is not null)
        {
            _index.Know(AccountDigest.OfKey(now.NativeId), AccountDigest.OfContent(now), AccountKey.Of(row.Desired.AccountId));
        }
    }

    /// <summary>Says as an event what others changed and is taken over, before the account forgets it. The refusal is null when all is well.</summary>
    private async Task<(bool IsTakenOver, string? Refusal)> TakeOverAsync(AccountRow row, ObservedAccount? seen)
    {
        var reconciliation = _subject.Target.Compiled.Reconciliation;
        var record = seen is null ? AttributeSet.Empty : reconciliation.TakenOver(row.Account.Observed, seen);
        if (record.IsEmpty || row.Desired.State != AccountState.Enabled)
        {
            return (false, null);
        }

        var change = new LifecycleEvent
        {
            Tenant = _subject.Tenant,
            Source = reconciliation.Rule.Source!,
            SourceKey = row.Desired.AccountId,
            EventId = $"{row.Desired.AccountId}:{row.Account.Version}:{AccountDigest.OfContent(seen!)}",
            Kind = LifecycleEventKind.Record,
            Attributes = record,
            Actor = "reconciliation/" + _subject.Start.RunId,
        };
        var identity = _services.Grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(row.Desired.IdentityId));
        var result = await identity.SubmitDecidedAsync(change, CancellationToken.None);
        return result.Refusal is { Faults: [var fault, ..] } ? (false, $"{fault.Reason}: {fault.Message}")
            : result.Receipt is null ? (false, "RECORD_OF_ANOTHER: The record made of this account belongs to another identity.")
            : (true, null);
    }

    private async Task RemoveAsync(GuardedOrder order)
    {
        if (_subject.Target.Connector.Capability<IAccountWriter>() is not { } writer)
        {
            _counts.AddFailed();
            return;
        }

        var locator = new AccountLocator(order.Name, order.Key);
        var result = await _subject.Target.CallAsync(
            writes: true,
            token => order.Action == ReconciliationAction.Delete
                ? writer.DeleteAsync(locator, token)
                : writer.UpdateAsync(locator, new AccountChange { Enabled = false }, token),
            urgent: false,
            CancellationToken.None);
        if (!result.IsDone && result.Status != ConnectorStatus.NotFound)
        {
            _counts.AddFailed();
            _leftUndone |= result.Status is ConnectorStatus.Unavailable or ConnectorStatus.Throttled or ConnectorStatus.Unknown;
            return;
        }

        _counts.AddRepaired();
        await _services.Store.AppendAuditAsync([Entry(order)], CancellationToken.None);
    }

    private AuditEntry Entry(GuardedOrder order) => new()
    {
        At = _services.Time.GetUtcNow(),
        Tenant = _subject.Tenant,
        Subject = "TargetSystem/" + _subject.Target.Definition.Name,
        Action = AuditActions.FoundAccountChanged,
        Actor = "prov",
        Cause = "reconciliation/" + _subject.Start.RunId,
        Details = AuditDetails.Of(
            ("account", order.Name), ("operation", order.Action == ReconciliationAction.Delete ? "DELETE" : "DISABLE"),
            ("situation", order.Situation.ToString())),
    };

    private static SituationRow Explained(SituationRow found, string explanation) =>
        found with { Details = found.Details with { Explanation = explanation } };
}
