using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Prov.Domain.Accounts;
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
    IProvStore store, TargetRuntimes targets, AccountConvergence convergence, TimeProvider time, ILogger<AccountGrain> logger)
    : Grain, IAccountGrain
{
    private AccountRow? _row;

    private string AccountId => GrainKeys.IdOf(this.GetPrimaryKeyString());

    public async Task<AccountStatus> ConvergeAsync(DesiredAccount? desired, bool fresh, CancellationToken cancellationToken)
    {
        var row = await RowAsync(desired, fresh, cancellationToken);
        if (row is null)
        {
            return AccountStatus.Pending;
        }

        if (desired is not null && desired.Generation < row.Desired.Generation && fresh)
        {
            return row.Account.Status;
        }

        if (row.Desired.Generation <= row.Account.AppliedGeneration && fresh)
        {
            return row.Account.Status;
        }

        var target = await targets.FindAsync(row.Desired.Tenant, row.Desired.Target, cancellationToken);
        var attempt = target is null
            ? AttemptOutcome.NotConfigured(row, time.GetUtcNow())
            : await convergence.AttemptAsync(target, row, MayTrustObserved(row, fresh), cancellationToken);
        return await CommitAsync(row, attempt, cancellationToken);
    }

    /// <summary>
    /// The last known state may be built upon only when no attempt at another generation can be under way or lost: straight after the
    /// commit of the generation that follows the applied one.
    /// </summary>
    private static bool MayTrustObserved(AccountRow row, bool fresh) =>
        fresh
        && row.Account.AppliedGeneration == row.Desired.Generation - 1
        && row.Account.Status is AccountStatus.Pending or AccountStatus.Converged;

    private async Task<AccountRow?> RowAsync(DesiredAccount? desired, bool fresh, CancellationToken cancellationToken)
    {
        if (_row is null && fresh && desired is { Generation: 1 })
        {
            return _row = new AccountRow(desired, new Account { AccountId = AccountId }, null);
        }

        // A sweeper comes only when something was lost on the way: then the row, not memory, is what counts.
        if (_row is null || !fresh)
        {
            _row = await store.LoadAccountAsync(AccountId, cancellationToken);
        }

        if (_row is not null && desired is not null && desired.Generation > _row.Desired.Generation)
        {
            _row = _row with { Desired = desired };
        }

        return _row;
    }

    private async Task<AccountStatus> CommitAsync(AccountRow row, AccountAttempt attempt, CancellationToken cancellationToken)
    {
        var commit = new AccountCommit
        {
            CommitId = Guid.CreateVersion7(time.GetUtcNow()),
            Account = attempt.Account,
            DueAt = attempt.DueAt,
            Generation = row.Desired.Generation,
            Audit = attempt.Audit,
            At = time.GetUtcNow(),
        };
        try
        {
            var result = await store.CommitAccountAsync(commit, cancellationToken);
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

    [LoggerMessage(LogLevel.Warning, "The outcome of an attempt at {Account} could not be recorded ({Fault}); it is read back later")]
    private partial void LogOutcomeNotRecorded(string account, string fault);
}
