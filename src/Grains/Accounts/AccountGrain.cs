using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Prov.Connectors.Capabilities;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;
using Prov.Grains.TargetSystems;
using Prov.Storage;
using Prov.Storage.Commits;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>
/// Brings one account to its desired generation: plan the difference, run it through the connector, commit what came of it. Only the
/// newest generation counts; an attempt whose outcome is not known is read back before anything is written again.
/// </summary>
// Beside its identity, which is almost always the one that calls it.
[PreferLocalPlacement]
[GrainType("account")]
internal sealed partial class AccountGrain(
    IProvStore store, TargetRuntimes targets, AccountConvergence convergence, ManualConvergence manual, AccountTurn turn, TimeProvider time, ILogger<AccountGrain> logger)
    : Grain, IAccountGrain
{
    private AccountRow? _row;

    private string AccountId => GrainKeys.IdOf(this.GetPrimaryKeyString());

    public async Task<AccountStatus> ConvergeAsync(DesiredAccount desired)
    {
        _row ??= desired.Generation == 1
            ? new AccountRow(desired, new Account { AccountId = AccountId }, null)
            : await store.LoadAccountAsync(AccountId, CancellationToken.None);
        if (_row is null)
        {
            return AccountStatus.Pending;
        }

        if (desired.Generation > _row.Desired.Generation)
        {
            _row = _row with { Desired = desired };
        }

        return desired.Generation < _row.Desired.Generation || IsApplied(_row)
            ? _row.Account.Status
            : await AttemptAsync(_row, MayTrustObserved(_row));
    }

    public Task<AccountStatus> ResumeAsync(DesiredAccount desired, Account account, DateTimeOffset? dueSince)
    {
        var isNewer = _row is not null && _row.Account.Version > account.Version;
        if (isNewer && IsApplied(_row!))
        {
            return Task.FromResult(_row!.Account.Status);
        }

        // What comes here was lost on the way: the row counts, not memory, unless it has been written from here since it was read.
        var row = isNewer ? _row! : new AccountRow(desired, account, dueSince);
        _row = _row is not null && _row.Desired.Generation > row.Desired.Generation ? row with { Desired = _row.Desired } : row;
        return AttemptAsync(_row, trustObserved: false);
    }

    public async Task<ReconcileAnswer> ReconcileAsync(ReconcileOrder order)
    {
        if (_row is not null && (_row.Account.Version != order.Account.Version || _row.Desired.Generation != order.Desired.Generation))
        {
            return new(ReconcileOutcome.Superseded, null, "");
        }

        var row = _row ?? new AccountRow(order.Desired, order.Account, null);
        var target = await targets.FindAsync(row.Desired.Tenant, row.Desired.Target, CancellationToken.None);
        if (target is null || row.Account.Pending is not null || row.Account.Asked is not null || (order.Link ? row.Account.Observed is not null : !IsApplied(row)))
        {
            return new(ReconcileOutcome.Superseded, null, "");
        }

        var attempt = target.Connector.Capability<IManualInstructor>() is { } instructor
            ? await manual.AttemptAsync(target, instructor, row, CancellationToken.None)
            : await convergence.ReconcileAsync(target, row, order.Seen, CancellationToken.None);
        attempt = attempt with { Audit = AttemptOutcome.Reconciled(row, attempt, order.RunId, time.GetUtcNow()) };
        await CommitAsync(row, attempt);
        return _row is null
            ? new(ReconcileOutcome.Superseded, null, "")
            : new(
                attempt.Account.Status == AccountStatus.Converged ? ReconcileOutcome.Converged : ReconcileOutcome.Failed,
                attempt.Account.Observed,
                attempt.Account.FailureReason is { } reason ? $"{reason}: {attempt.Account.FailureMessage}" : "");
    }

    private static bool IsApplied(AccountRow row) => row.Desired.Generation <= row.Account.AppliedGeneration;

    /// <summary>
    /// The last known state may be built upon only when no attempt at another generation can be under way or lost: straight after the
    /// commit of the generation that follows the applied one.
    /// </summary>
    private static bool MayTrustObserved(AccountRow row) =>
        row.Account.AppliedGeneration == row.Desired.Generation - 1
        && row.Account.Status is AccountStatus.Pending or AccountStatus.Converged;

    private async Task<AccountStatus> AttemptAsync(AccountRow row, bool trustObserved)
    {
        var target = await targets.FindAsync(row.Desired.Tenant, row.Desired.Target, CancellationToken.None);
        return await CommitAsync(row, target is null
            ? AttemptOutcome.NotConfigured(row, time.GetUtcNow())
            : await AttemptAsync(target, row, trustObserved));
    }

    private async Task<AccountAttempt> AttemptAsync(TargetRuntime target, AccountRow row, bool trustObserved) =>
        await turn.WaitsForAsync(row, target.Compiled, CancellationToken.None) is { } other
            ? AttemptOutcome.Waiting(row, other, time.GetUtcNow())
            : target.Connector.Capability<IManualInstructor>() is { } instructor
                ? await manual.AttemptAsync(target, instructor, row, CancellationToken.None)
                : await convergence.AttemptAsync(target, row, trustObserved, CancellationToken.None);

    private async Task<AccountStatus> CommitAsync(AccountRow row, AccountAttempt attempt)
    {
        var items = QuarantineItems.Changes(row.Desired, row.Account, attempt.Account);
        var commit = new AccountCommit
        {
            CommitId = Guid.CreateVersion7(time.GetUtcNow()),
            Account = attempt.Account,
            DueAt = attempt.DueAt,
            Generation = row.Desired.Generation,
            WorkItems = items.IsEmpty ? attempt.WorkItems : [.. attempt.WorkItems, .. items],
            Audit = items.IsEmpty ? attempt.Audit : [.. attempt.Audit, .. Entries(row, items)],
            At = time.GetUtcNow(),
        };
        try
        {
            var result = await store.CommitAccountAsync(commit, CancellationToken.None);
            _row = result.Status == CommitStatus.Committed
                ? row with { Account = attempt.Account with { Version = attempt.Account.Version + 1 }, DueAt = attempt.DueAt }
                : null;
        }
        catch (Exception fault)
        {
            // What was done at the target is not recorded: the sweeper comes back, and the target is read before it is written.
            _row = null;
            LogOutcomeNotRecorded(AccountId, fault.GetType().Name);
            throw;
        }

        return attempt.Account.Status;
    }

    private ImmutableArray<AuditEntry> Entries(AccountRow row, ImmutableArray<WorkItemChange> items) =>
        WorkItemAudit.Entries(items, row.Desired.Tenant, row.Desired.IdentityId, "prov", AccountId, time.GetUtcNow());

    [LoggerMessage(LogLevel.Warning, "The outcome of an attempt at {Account} could not be recorded ({Fault}); it is read back later")]
    private partial void LogOutcomeNotRecorded(string account, string fault);
}
