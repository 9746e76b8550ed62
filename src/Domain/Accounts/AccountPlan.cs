using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>What is to be done at a target so that an account becomes what it should be.</summary>
/// <param name="Kind">Which call to make.</param>
public sealed record AccountPlan(AccountPlanKind Kind)
{
    /// <summary>The account as it will be when the plan is done; null when it will not be there. A create makes just this.</summary>
    public ObservedAccount? Result { get; init; }

    /// <summary>Update: the new state; null when unchanged.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Update: the new name; null when unchanged.</summary>
    public string? Name { get; init; }

    /// <summary>Update: the units to move to, a list; null when it stays where it is.</summary>
    public Value Placement { get; init; }

    /// <summary>Create: how its first secret is to be made; null when it gets none. The secret itself is no part of any plan.</summary>
    public InitialSecret? InitialSecret { get; init; }

    /// <summary>Update: attributes to replace whole; <see cref="Value.Null"/> removes one.</summary>
    public ImmutableSortedDictionary<string, Value> Set { get; init; } = AttributeSet.Empty;

    /// <summary>Update: rights to add.</summary>
    public ImmutableArray<string> Add { get; init; } = [];

    /// <summary>Update: rights to take away.</summary>
    public ImmutableArray<string> Remove { get; init; } = [];

    /// <summary>
    /// Update: true when <see cref="Set"/> follows from what others did at the target: then it is to be planned from what has just been
    /// read there.
    /// </summary>
    public bool DependsOnOthers { get; init; }

    internal bool SaysNothing => Enabled is null && Name is null && Placement.IsNull && Set.IsEmpty && Add.IsEmpty && Remove.IsEmpty;
}
