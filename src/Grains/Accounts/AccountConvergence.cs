using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.Expressions;
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
        var steps = new AttemptSteps(target, row) { Written = written };
        return await RunAsync(target, row, steps, trustObserved, cancellationToken);
    }

    /// <summary>Tries once to bring an account back to its desired generation. Never throws for what the target does.</summary>
    /// <param name="target">The target.</param>
    /// <param name="row">The account.</param>
    /// <param name="seen">The account as it was found just now, known to be ours; null to look for it first.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    public Task<AccountAttempt> ReconcileAsync(
        TargetRuntime target, AccountRow row, ObservedAccount? seen, CancellationToken cancellationToken) =>
        RunAsync(target, row, seen is null ? new(target, row) : new(target, row, seen), trustObserved: seen is not null, cancellationToken);

    private async Task<AccountAttempt> RunAsync(
        TargetRuntime target, AccountRow row, AttemptSteps steps, bool trustObserved, CancellationToken cancellationToken)
    {
        var outcome = trustObserved ? ConnectorResult.Done : await steps.ReadAsync(cancellationToken);
        for (var plans = 0; outcome.IsDone && plans < MaxPlans; plans++)
        {
            var step = AccountStep.Next(row.Desired, steps.Observed, steps.IsOurs, !trustObserved || steps.WasSeen, target.Compiled, GivenValues.Of(row.Account, steps.Observed));
            switch (step.Kind)
            {
                case AccountStepKind.NameTaken:
                    return AttemptOutcome.NameTaken(row, time.GetUtcNow());
                case AccountStepKind.Protected:
                    return AttemptOutcome.Protected(row, steps.Observed, target.Compiled, time.GetUtcNow());
                case AccountStepKind.Converged:
                    return AttemptOutcome.Converged(row, steps.Observed, target.Compiled, steps.Written, time.GetUtcNow());
                case AccountStepKind.Read:
                    trustObserved = false;
                    outcome = await steps.ReadAsync(cancellationToken);
                    break;
                default:
                    var plan = step.Plan!;
                    var mayRepeat = !trustObserved && UnconvergedWrites.MayRepeat(plan, row.Desired, row.Account);
                    if (mayRepeat && UnconvergedWrites.IsStopped(plan, Plan(target, row, row.Account.Observed), row.Account, time.GetUtcNow()))
                    {
                        return AttemptOutcome.NotConverging(row, steps.Observed, target.Compiled, plan, time.GetUtcNow());
                    }

                    outcome = await steps.WriteAsync(plan, cancellationToken);
                    if (outcome.IsDone && steps.Finished && mayRepeat && await LeftAsync(target, row, steps, plan, cancellationToken) is { } left)
                    {
                        return AttemptOutcome.NotConverging(row, steps.Observed, target.Compiled, left, time.GetUtcNow());
                    }

                    if (outcome.IsDone && steps.Finished)
                    {
                        return AttemptOutcome.Converged(row, steps.Observed, target.Compiled, steps.Written, time.GetUtcNow());
                    }

                    break;
            }
        }

        return outcome.IsDone
            ? AttemptOutcome.NotSettled(row, steps.Observed, target.Compiled, time.GetUtcNow())
            : AttemptOutcome.Failed(steps.Noted(row), steps.Observed, target.Compiled, outcome, steps.Trying, time.GetUtcNow());
    }

    private static AccountPlan Plan(TargetRuntime target, AccountRow row, ObservedAccount? observed) =>
        AccountPlanner.Plan(row.Desired, observed, target.Compiled, GivenValues.Of(row.Account, observed));

    // What a confirmed write has not changed; null when the target agrees, or cannot be read just now.
    private static async Task<AccountPlan?> LeftAsync(
        TargetRuntime target, AccountRow row, AttemptSteps steps, AccountPlan written, CancellationToken cancellationToken) =>
        (await steps.ReadAsync(cancellationToken)).IsDone && Plan(target, row, steps.Observed) is var left && left.Repeats(written) ? left : null;

    /// <summary>The calls of one attempt and what they have shown of the account so far.</summary>
    private sealed class AttemptSteps(TargetRuntime target, AccountRow row)
    {
        public AttemptSteps(TargetRuntime target, AccountRow row, ObservedAccount seen)
            : this(target, row) => (Observed, IsOurs, WasSeen) = (seen, true, true);

        /// <summary>True when the account was found at the target just now.</summary>
        public bool WasSeen { get; }

        // Written, perhaps.
        private ImmutableSortedDictionary<string, Value> _attempted = AttributeSet.Empty;

        public ObservedAccount? Observed { get; private set; } = row.Account.Observed;

        /// <summary>Once seen under our care, an account is ours; one merely found under our name must prove it.</summary>
        public bool IsOurs { get; private set; } = row.Account.Observed is not null;

        /// <summary>The account with what was written and not answered.</summary>
        public AccountRow Noted(AccountRow before) => _attempted.IsEmpty
            ? before
            : before with { Account = before.Account with { Attempted = before.Account.Attempted.SetItems(_attempted) } };

        /// <summary>True when the last write completes the plan; false when the picture changed and must be planned again.</summary>
        public bool Finished { get; private set; }

        /// <summary>What was written, for audit: <c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or nothing.</summary>
        public string Written { get; set; } = "";

        /// <summary>The write that was tried last, in the same words.</summary>
        public string Trying { get; private set; } = "";

        public async Task<ConnectorResult> ReadAsync(CancellationToken cancellationToken)
        {
            if (target.Connector.Capability<IAccountReader>() is not { } reader)
            {
                return ConnectorResult.Done;
            }

            var locator = new AccountLocator(row.Account.Observed?.Name ?? row.Desired.Name, row.Account.Observed?.NativeId);
            var result = await target.CallAsync(
                writes: false, async token => await reader.ReadAsync(locator, token), row.Desired.Emergency, cancellationToken, row.Desired.RemovesAccess);
            if (result is ConnectorResult<ObservedAccount> { Value: { } found })
            {
                Observed = found;
                return ConnectorResult.Done;
            }

            if (result.Status != ConnectorStatus.NotFound)
            {
                return result;
            }

            (Observed, IsOurs) = (null, false);
            return ConnectorResult.Done;
        }

        public Task<ConnectorResult> WriteAsync(AccountPlan plan, CancellationToken cancellationToken)
        {
            if (target.Connector.Capability<IAccountWriter>() is not { } writer)
            {
                return Task.FromResult(ConnectorResult.Failed(ConnectorStatus.Refused, "READ_ONLY_CONNECTOR", "The connector cannot write."));
            }

            Trying = plan.Kind switch { AccountPlanKind.Create => "CREATE", AccountPlanKind.Update => "UPDATE", _ => "DELETE" };
            return plan.Kind switch
            {
                AccountPlanKind.Create => CreateAsync(writer, plan, cancellationToken),
                AccountPlanKind.Update => UpdateAsync(writer, plan, cancellationToken),
                _ => DeleteAsync(writer, cancellationToken),
            };
        }

        private AccountLocator Locator => new(Observed?.Name ?? row.Desired.Name, Observed?.NativeId);

        private async Task<ConnectorResult> CreateAsync(IAccountWriter writer, AccountPlan plan, CancellationToken cancellationToken)
        {
            var account = ConnectorPlans.NewAccountOf(plan);
            var result = await target.CallAsync(writes: true, async token => await writer.CreateAsync(account, token), urgent: false, cancellationToken);
            if (result is ConnectorResult<ObservedAccount> { Value: { } created })
            {
                (Observed, IsOurs, Finished, Written) = (created, true, true, Trying);
                return result;
            }

            // Perhaps our own earlier create, whose reply was lost. Look, and plan again from what is there.
            return result.Status == ConnectorStatus.Conflict && target.Connector.Capability<IAccountReader>() is not null
                ? await LookAfterConflictAsync(result, cancellationToken)
                : result;
        }

        private async Task<ConnectorResult> LookAfterConflictAsync(ConnectorResult conflict, CancellationToken cancellationToken)
        {
            var read = await ReadAsync(cancellationToken);
            return read.IsDone && Observed is null ? conflict : read;
        }

        private async Task<ConnectorResult> UpdateAsync(IAccountWriter writer, AccountPlan plan, CancellationToken cancellationToken)
        {
            var change = ConnectorPlans.ChangeOf(plan);
            var result = await target.CallAsync(
                writes: true, token => writer.UpdateAsync(Locator, change, token), row.Desired.Emergency, cancellationToken, row.Desired.RemovesAccess);
            if (result.IsDone)
            {
                (Observed, IsOurs, Finished, Written) = (plan.Result, true, true, Trying);
            }
            else if (result.Status == ConnectorStatus.Unknown)
            {
                _attempted = _attempted.SetItems(plan.Set);
            }
            else if (result.Status == ConnectorStatus.NotFound)
            {
                (Observed, IsOurs) = (null, false);
                return ConnectorResult.Done;
            }

            return result;
        }

        private async Task<ConnectorResult> DeleteAsync(IAccountWriter writer, CancellationToken cancellationToken)
        {
            var result = await target.CallAsync(
                writes: true, token => writer.DeleteAsync(Locator, token), row.Desired.Emergency, cancellationToken, row.Desired.RemovesAccess);
            if (result.IsDone || result.Status == ConnectorStatus.NotFound)
            {
                (Observed, Finished, Written) = (null, true, Trying);
                return ConnectorResult.Done;
            }

            return result;
        }
    }
}
