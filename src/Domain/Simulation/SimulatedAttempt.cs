using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Simulation;

/// <summary>One attempt at one account: read where needed, plan, write, and say what came of it.</summary>
internal sealed class SimulatedAttempt(SimulatedTarget target, CompiledTarget compiled, DesiredAccount desired, Account known)
{
    // A vanished account changes the picture once; more than that is a fault of the planning.
    private const int MaxPlans = 4;

    private ObservedAccount? _observed = known.Observed;
    private bool _ours = known.Observed is not null;

    /// <summary>What is then known of the account.</summary>
    public Account Run()
    {
        // As in earnest, the last known state is built upon where nothing tells that it may have changed.
        var trusted = known.Status is AccountStatus.Pending or AccountStatus.Converged
            && known.AppliedGeneration == desired.Generation - 1
            && (_observed is null || !compiled.UndoesOthers);
        if (!trusted)
        {
            Read();
        }

        for (var plans = 0; plans < MaxPlans; plans++)
        {
            var step = AccountStep.Next(desired, _observed, _ours, !trusted, compiled, GivenValues.Of(known));
            switch (step.Kind)
            {
                case AccountStepKind.NameTaken:
                    return known with { Status = AccountStatus.NameTaken, FailureReason = "NAME_TAKEN_AT_TARGET", TakenName = desired.Name };
                case AccountStepKind.Protected:
                    return known with { Status = AccountStatus.Refused, Observed = _observed, FailureReason = "ACCOUNT_PROTECTED" };
                case AccountStepKind.Converged:
                    return Converged();
                case AccountStepKind.Read:
                    trusted = false;
                    Read();
                    break;
                default:
                    if (Write(step.Plan!))
                    {
                        return Converged();
                    }

                    break;
            }
        }

        return known with { Status = AccountStatus.Retrying, FailureReason = "CHANGING_AT_TARGET" };
    }

    private void Read()
    {
        _observed = known.Observed is { } last
            ? target.Find(last.NativeId)
            : target.Find(desired.Name, compiled.Declaration);
        _ours &= _observed is not null;
    }

    /// <summary>Carries a plan out; false when the account is not as it was thought to be, and the plan must be made again.</summary>
    private bool Write(AccountPlan plan)
    {
        switch (plan.Kind)
        {
            case AccountPlanKind.Create when target.Find(desired.Name, compiled.Declaration) is { } found:
                _observed = found;
                return false;
            case AccountPlanKind.Create:
                _observed = target.Create(plan.Result!);
                return true;
            case AccountPlanKind.Delete:
                target.Delete(_observed!.NativeId);
                _observed = null;
                return true;
            default:
                return Update(plan);
        }
    }

    private bool Update(AccountPlan plan)
    {
        if (target.Find(_observed!.NativeId) is not { } there)
        {
            (_observed, _ours) = (null, false);
            return false;
        }

        // Just what the plan names: what others did to the rest stays.
        target.Write(there with
        {
            Enabled = plan.Enabled ?? there.Enabled,
            Name = plan.Name ?? there.Name,
            Attributes = AttributeSet.WithoutNulls(there.Attributes.SetItems(plan.Set)),
            Entitlements = [.. there.Entitlements.Except(plan.Remove).Union(plan.Add).Order(StringComparer.Ordinal)],
        });
        _observed = plan.Result;
        return true;
    }

    private Account Converged() => known with
    {
        AppliedGeneration = desired.Generation,
        Status = AccountStatus.Converged,
        Observed = _observed,
        Given = GivenValues.After(desired, _observed, compiled),
        AttributesWithOtherValues = AccountPlanner.WithOtherValues(desired, _observed, compiled),
        FailureReason = null,
        TakenName = null,
    };
}
