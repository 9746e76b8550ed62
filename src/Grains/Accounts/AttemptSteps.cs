using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Prov.Grains.TargetSystems;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>The calls of one attempt and what they have shown of the account so far.</summary>
internal sealed class AttemptSteps(TargetRuntime target, AccountRow row)
{
    private readonly bool _wasSeen;

    // Written, perhaps.
    private ImmutableSortedDictionary<string, Value> _attempted = AttributeSet.Empty;
    private bool _hasRead;

    /// <param name="target">The target.</param>
    /// <param name="row">The account.</param>
    /// <param name="seen">The account as somebody found it just now, known to be ours.</param>
    public AttemptSteps(TargetRuntime target, AccountRow row, ObservedAccount seen)
        : this(target, row) => (Observed, IsOurs, _wasSeen) = (seen, true, true);

    public CompiledTarget Target => target.Compiled;

    public AccountRow Row => row;

    public ObservedAccount? Observed { get; private set; } = row.Account.Observed;

    /// <summary>Once seen under our care, an account is ours; one merely found under our name must prove it.</summary>
    public bool IsOurs { get; private set; } = row.Account.Observed is not null;

    /// <summary>The account with what was written and not answered.</summary>
    public AccountRow Noted => _attempted.IsEmpty ? row : row with { Account = row.Account with { Attempted = row.Account.Attempted.SetItems(_attempted) } };

    /// <summary>True when the last write completes the plan; false when the picture changed and must be planned again.</summary>
    public bool Finished { get; private set; }

    /// <summary>What was written, for audit: <c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or nothing.</summary>
    public string Written { get; set; } = "";

    /// <summary>The write that was tried last, in the same words.</summary>
    public string Trying { get; private set; } = "";

    public AccountStep Next() =>
        AccountStep.Next(row.Desired, Observed, IsOurs, _hasRead || _wasSeen, Target, GivenValues.Of(row.Account, Observed));

    /// <summary>True when just this difference is left alone for now, because writing it had no effect.</summary>
    public bool IsStopped(AccountPlan plan, DateTimeOffset now) =>
        MayRepeat(plan) && UnconvergedWrites.IsStopped(plan, PlanFrom(row.Account.Observed), row.Account, now);

    /// <summary>What a confirmed write has not changed; null when it cannot be a repeated one, the target agrees, or it cannot be read just now.</summary>
    public async Task<AccountPlan?> LeftAsync(AccountPlan written, CancellationToken cancellationToken) =>
        MayRepeat(written) && (await ReadAsync(cancellationToken)).IsDone && PlanFrom(Observed) is var left && left.Repeats(written) ? left : null;

    public async Task<ConnectorResult> ReadAsync(CancellationToken cancellationToken)
    {
        _hasRead = true;
        if (target.Connector.Capability<IAccountReader>() is not { } reader)
        {
            return ConnectorResult.Done;
        }

        var locator = new AccountLocator(row.Account.Observed?.Name ?? row.Desired.Name, row.Account.Observed?.NativeId);
        var result = await target.CallAsync(
            writes: false, async token => await reader.ReadAsync(locator, token), row.Desired.Emergency, cancellationToken, row.Desired.RemovesAccess);
        if (result is ConnectorResult<ObservedAccount> { Value: { } found })
        {
            (Observed, IsOurs) = (found, IsOurs || row.Account.IsOf(found));
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

    private bool MayRepeat(AccountPlan plan) => _hasRead && UnconvergedWrites.MayRepeat(plan, row.Desired, row.Account);

    private AccountPlan PlanFrom(ObservedAccount? observed) =>
        AccountPlanner.Plan(row.Desired, observed, Target, GivenValues.Of(row.Account, observed));

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
