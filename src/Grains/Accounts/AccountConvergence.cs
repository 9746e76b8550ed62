using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Grains.TargetSystems;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>One attempt: read where needed, plan, write, and say what came of it.</summary>
internal sealed class AccountConvergence(TimeProvider time)
{
    // A name conflict or a vanished account changes the picture once; more than that is somebody working against us.
    private const int MaxPlans = 3;

    /// <summary>Tries once to bring the account to its desired generation. Never throws for what the target does.</summary>
    /// <param name="target">The target.</param>
    /// <param name="row">The account.</param>
    /// <param name="trustObserved">True when the last known state may be built upon without reading the target.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    public async Task<AccountAttempt> AttemptAsync(
        TargetRuntime target, AccountRow row, bool trustObserved, CancellationToken cancellationToken)
    {
        var written = "";
        if (row.Account.Pending is { } pending)
        {
            (row, var stop, written) = await OperationPoll.RunAsync(target, row, pending, cancellationToken);
            if (stop is not null)
            {
                return AttemptOutcome.Failed(row, row.Account.Observed, target.Compiled, stop, pending.Write, time.GetUtcNow());
            }

            trustObserved = false;
        }

        trustObserved &= row.Account.Observed is null || !target.Compiled.UndoesOthers;
        return await RunAsync(new AttemptSteps(target, row) { Written = written }, trustObserved, cancellationToken);
    }

    /// <summary>Tries once to bring an account back to its desired generation. Never throws for what the target does.</summary>
    /// <param name="target">The target.</param>
    /// <param name="row">The account.</param>
    /// <param name="seen">The account as it was found just now, known to be ours; null to look for it first.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    public Task<AccountAttempt> ReconcileAsync(
        TargetRuntime target, AccountRow row, ObservedAccount? seen, CancellationToken cancellationToken) =>
        RunAsync(seen is null ? new(target, row) : new(target, row, seen), trustObserved: seen is not null, cancellationToken);

    private async Task<AccountAttempt> RunAsync(AttemptSteps steps, bool trustObserved, CancellationToken cancellationToken)
    {
        var outcome = trustObserved ? ConnectorResult.Done : await steps.ReadAsync(cancellationToken);
        for (var plans = 0; outcome.IsDone && plans < MaxPlans; plans++)
        {
            var step = steps.Next();
            if (step.Kind == AccountStepKind.Read)
            {
                outcome = await steps.ReadAsync(cancellationToken);
            }
            else if (step.Plan is not { } plan)
            {
                return Ended(steps, step.Kind);
            }
            else if (steps.IsStopped(plan, time.GetUtcNow()))
            {
                return NotConverging(steps, plan);
            }
            else
            {
                outcome = await steps.WriteAsync(plan, cancellationToken);
                if (outcome.IsDone && steps.Finished)
                {
                    return await steps.LeftAsync(plan, cancellationToken) is { } left ? NotConverging(steps, left) : Ended(steps, AccountStepKind.Converged);
                }
            }
        }

        return outcome.IsDone
            ? AttemptOutcome.NotSettled(steps.Row, steps.Observed, steps.Target, time.GetUtcNow())
            : AttemptOutcome.Failed(steps.Noted, steps.Observed, steps.Target, outcome, steps.Trying, time.GetUtcNow());
    }

    private AccountAttempt Ended(AttemptSteps steps, AccountStepKind end) => end switch
    {
        AccountStepKind.NameTaken => AttemptOutcome.NameTaken(steps.Row, time.GetUtcNow()),
        AccountStepKind.Protected => AttemptOutcome.Protected(steps.Row, steps.Observed, steps.Target, time.GetUtcNow()),
        _ => AttemptOutcome.Converged(steps.Row, steps.Observed, steps.Target, steps.Written, time.GetUtcNow()),
    };

    private AccountAttempt NotConverging(AttemptSteps steps, AccountPlan difference) =>
        AttemptOutcome.NotConverging(steps.Row, steps.Observed, steps.Target, difference, time.GetUtcNow());
}
