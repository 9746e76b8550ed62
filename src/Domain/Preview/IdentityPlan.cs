using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;

namespace Prov.Domain.Preview;

/// <summary>What a decision would do to one identity and at its targets, if it were committed now.</summary>
public sealed record IdentityPlan
{
    public required string IdentityId { get; init; }

    /// <summary>The decision that would be committed.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Where it stands before; null for a new identity.</summary>
    public LifecycleState? Before { get; init; }

    public LifecycleState After => Decision.Next.State;

    /// <summary>What is done to each account that the decision changes, in the words of the planner.</summary>
    public ImmutableArray<(DesiredAccount Desired, AccountPlan Plan)> Accounts { get; init; } = [];

    public ImmutableArray<PlannedEffect> Effects { get; init; } = [];

    /// <summary>True when something is taken away: an account, a right or a role.</summary>
    public bool TakesAway => Effects.Any(e => e.Kind is EffectKind.AccountDisabled or EffectKind.AccountDeleted
        or EffectKind.EntitlementRemoved or EffectKind.RoleRevoked);
}
