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

    /// <summary>True when all that this update does was in an earlier one, too: what is left of it, or the same again.</summary>
    public bool Repeats(AccountPlan earlier) => Kind == AccountPlanKind.Update && earlier.Kind == AccountPlanKind.Update
        && (Enabled is null || Enabled == earlier.Enabled)
        && (Name is null || Name == earlier.Name)
        && (Placement.IsNull || Placement.Equals(earlier.Placement))
        && Set.All(s => earlier.Set.TryGetValue(s.Key, out var value) && value.Equals(s.Value))
        && Add.All(earlier.Add.Contains)
        && Remove.All(earlier.Remove.Contains);

    /// <summary>What an update touches, for people: attributes by name, <c>state</c>, <c>name</c>, <c>placement</c>, <c>entitlements</c>; no values.</summary>
    public IEnumerable<string> Touches()
    {
        (bool Does, string Word)[] others = [(Enabled is not null, "state"), (Name is not null, "name"), (!Placement.IsNull, "placement"), (Add.Length + Remove.Length > 0, "entitlements")];
        return Set.Keys.Concat(others.Where(o => o.Does).Select(o => o.Word));
    }

    internal bool SaysNothing => Enabled is null && Name is null && Placement.IsNull && Set.IsEmpty && Add.IsEmpty && Remove.IsEmpty;
}
