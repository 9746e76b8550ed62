using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.WorkItems;
using Prov.Grains.Policies;
using Prov.Grains.TargetSystems;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>
/// One attempt at a target that people change: see what has become of what was asked, plan, and ask. The work item is opened in the
/// commit that remembers it, and only then told of, so that nothing is asked twice and nothing asked is forgotten.
/// </summary>
internal sealed class ManualConvergence(IProvStore store, PolicyCurrent policies, TimeProvider time)
{
    /// <summary>Tries once. Never throws for what the target or a person does.</summary>
    public async Task<AccountAttempt> AttemptAsync(
        TargetRuntime target, IManualInstructor instructor, AccountRow row, CancellationToken cancellationToken)
    {
        var item = row.Account.Asked is { } asked ? await store.LoadWorkItemAsync(row.Desired.Tenant, asked.ItemId, cancellationToken) : null;
        if (item is { State: WorkItemState.Open })
        {
            return await WhileOpenAsync(target, instructor, row, item, cancellationToken);
        }

        var confirmed = item is { State: WorkItemState.Done } ? row.Account.Asked : null;
        if (confirmed is not null && await IsTooOldAsync(target, instructor, item!, cancellationToken))
        {
            return ManualOutcome.AwaitsReadBack(row, item!.Id, time.GetUtcNow());
        }

        var (observed, failure) = await ReadAsync(target, row, confirmed, cancellationToken);
        row = row with { Account = row.Account with { Asked = null } };
        return failure is null
            ? await SettleAsync(target, instructor, row, observed, confirmed, cancellationToken)
            : AttemptOutcome.Failed(row with { Account = row.Account with { Asked = confirmed } }, row.Account.Observed, target.Compiled, failure, "", time.GetUtcNow());
    }

    private async Task<AccountAttempt> WhileOpenAsync(
        TargetRuntime target, IManualInstructor instructor, AccountRow row, WorkItem item, CancellationToken cancellationToken)
    {
        var asked = row.Account.Asked!;
        var plan = ManualPlanner.Plan(row.Desired, row.Account.Observed, asked, target.Compiled, GivenValues.Of(row.Account));
        if (plan is not null)
        {
            return plan.Kind == AccountPlanKind.Protected
                ? AttemptOutcome.Protected(row, row.Account.Observed, target.Compiled, time.GetUtcNow())
                : await AskAsync(instructor, row, row.Account.Observed ?? asked.Result, plan, cancellationToken);
        }

        if (asked.Told)
        {
            return ManualOutcome.AwaitsPerson(row, item.Id, time.GetUtcNow());
        }

        var notice = new ManualNotice(item.Id, item.Task!);
        var told = await target.CallAsync(writes: true, token => instructor.InstructAsync(notice, token), item.Task!.Urgent, cancellationToken);
        return told.IsDone
            ? ManualOutcome.AwaitsPerson(row with { Account = row.Account with { Asked = asked with { Told = true } } }, item.Id, time.GetUtcNow())
            : ManualOutcome.NotTold(row, told, time.GetUtcNow());
    }

    private async Task<AccountAttempt> SettleAsync(
        TargetRuntime target, IManualInstructor instructor, AccountRow row, ObservedAccount? observed, AskedChange? confirmed, CancellationToken cancellationToken)
    {
        var isOurs = row.Account.Observed is not null || confirmed?.Result is not null;
        if (observed is not null && !isOurs && !AccountOwnership.IsOurs(row.Desired, observed, target.Compiled))
        {
            return AttemptOutcome.NameTaken(row, time.GetUtcNow());
        }

        var plan = AccountPlanner.Plan(row.Desired, observed, target.Compiled, GivenValues.Of(row.Account));
        return plan.Kind switch
        {
            AccountPlanKind.None => AttemptOutcome.Converged(row, observed, target.Compiled, confirmed is null ? "" : "BY_HAND", time.GetUtcNow()),
            AccountPlanKind.Protected => AttemptOutcome.Protected(row, observed, target.Compiled, time.GetUtcNow()),
            _ => await AskAsync(instructor, row with { Account = row.Account with { Observed = observed } }, observed, plan, cancellationToken),
        };
    }

    private async Task<AccountAttempt> AskAsync(
        IManualInstructor instructor, AccountRow row, ObservedAccount? taken, AccountPlan plan, CancellationToken cancellationToken)
    {
        var snapshot = await policies.FindAsync(row.Desired.Tenant, cancellationToken);
        var secret = snapshot?.FindTarget(row.Desired.Target)?.Attributes
            .Where(a => a.Mappings.Any(snapshot.IsSecret)).Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        var task = ManualTask.Of(row.Desired, taken, plan, attribute => secret?.Contains(attribute) != false);
        return ManualOutcome.Asked(row, task, plan, instructor.Owner, time.GetUtcNow());
    }

    /// <summary>True when what can be read back was written before the person said that it is done, so that it can prove nothing.</summary>
    private static async Task<bool> IsTooOldAsync(
        TargetRuntime target, IManualInstructor instructor, WorkItem item, CancellationToken cancellationToken)
    {
        var result = await target.CallAsync(
            writes: false, async token => await instructor.ReadBackInstantAsync(token), urgent: false, cancellationToken);
        return result is ConnectorResult<ReadBackInstant> { Value.At: { } at } && at <= item.ClosedAt;
    }

    private static async Task<(ObservedAccount? Observed, ConnectorResult? Failure)> ReadAsync(
        TargetRuntime target, AccountRow row, AskedChange? confirmed, CancellationToken cancellationToken)
    {
        if (target.Connector.Capability<IAccountReader>() is not { } reader)
        {
            return (confirmed is null ? row.Account.Observed : confirmed.Result, null);
        }

        var known = confirmed?.Result ?? row.Account.Observed;
        var locator = new AccountLocator(known?.Name ?? row.Desired.Name, known?.NativeId);
        var result = await target.CallAsync(writes: false, async token => await reader.ReadAsync(locator, token), row.Desired.Emergency, cancellationToken);
        return result switch
        {
            ConnectorResult<ObservedAccount> { Value: { } found } => (found, null),
            { Status: ConnectorStatus.NotFound } => (null, null),
            _ => (null, result),
        };
    }
}
