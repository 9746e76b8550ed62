using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>What an attempt at an account does next.</summary>
public enum AccountStepKind
{
    /// <summary>Ends: a stranger's account has the name.</summary>
    NameTaken,

    /// <summary>Ends: the account is protected.</summary>
    Protected,

    /// <summary>Ends: the account is as it should be.</summary>
    Converged,

    /// <summary>Reads the account: what is known of it is too old for the plan.</summary>
    Read,

    /// <summary>Carries out the plan.</summary>
    Write,
}

/// <summary>The next step of an attempt to bring an account to its desired generation, after what was seen of it so far.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Plan">What to write, for <see cref="AccountStepKind.Write"/>.</param>
public readonly record struct AccountStep(AccountStepKind Kind, AccountPlan? Plan)
{
    /// <param name="desired">What the account should be.</param>
    /// <param name="observed">What was seen of it; null when it is not there.</param>
    /// <param name="isOurs">True when it was seen under our care before; one that was merely found must prove that it is ours.</param>
    /// <param name="isRead">True when it was read in this attempt, not before.</param>
    /// <param name="target">Its target.</param>
    /// <param name="given">What Prov gave it last.</param>
    public static AccountStep Next(
        DesiredAccount desired, ObservedAccount? observed, bool isOurs, bool isRead, CompiledTarget target, GivenValues given)
    {
        if (observed is not null && !isOurs && !AccountOwnership.IsOurs(desired, observed, target))
        {
            return new(AccountStepKind.NameTaken, null);
        }

        var plan = AccountPlanner.Plan(desired, observed, target, given);
        return plan.Kind switch
        {
            AccountPlanKind.None => new(AccountStepKind.Converged, null),
            AccountPlanKind.Protected => new(AccountStepKind.Protected, null),

            // What others did since is not in our memory.
            _ when plan.DependsOnOthers && !isRead => new(AccountStepKind.Read, null),
            _ => new(AccountStepKind.Write, plan),
        };
    }
}
