using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>Plans the difference between what an account should be and what it was last seen to be.</summary>
/// <remarks>
/// Only what Prov manages is touched: attributes that the target's mappings write, and rights that some policy of the configuration can
/// give or that Prov gave this account before. Rights that somebody else gave stay.
/// </remarks>
public static class AccountPlanner
{
    /// <param name="desired">What the account should be.</param>
    /// <param name="observed">What it was last seen to be; null when it is not there.</param>
    /// <param name="target">Its target, of the configuration in force.</param>
    public static AccountPlan Plan(DesiredAccount desired, ObservedAccount? observed, CompiledTarget target) =>
        (desired.State, observed) switch
        {
            (AccountState.Absent, null) => new(AccountPlanKind.None),
            (AccountState.Absent, _) => new(AccountPlanKind.Delete),

            // Nobody can sign in with what is not there: it is created when it is to be enabled.
            (AccountState.Disabled, null) => new(AccountPlanKind.None),
            (_, null) => Create(desired),
            _ => Update(desired, observed, target),
        };

    // The target's own id is not known before it exists; until then the name stands for it.
    private static AccountPlan Create(DesiredAccount desired) => new(AccountPlanKind.Create)
    {
        Result = new ObservedAccount
        {
            NativeId = desired.Name,
            Name = desired.Name,
            Enabled = desired.State == AccountState.Enabled,
            Attributes = desired.Attributes,
            Entitlements = desired.Entitlements,
        },
    };

    private static AccountPlan Update(DesiredAccount desired, ObservedAccount observed, CompiledTarget target)
    {
        var enabled = desired.State == AccountState.Enabled;
        var plan = new AccountPlan(AccountPlanKind.Update)
        {
            Enabled = observed.Enabled == enabled ? null : enabled,
            Name = SameName(desired.Name, observed.Name, target) ? null : desired.Name,
            Set = ChangedAttributes(desired, observed, target),
            Add = Missing(desired.Entitlements, observed.Entitlements),
            Remove = Surplus(desired, observed, target),
        };
        return plan.SaysNothing ? new(AccountPlanKind.None) { Result = observed } : plan with { Result = After(plan, observed) };
    }

    private static ObservedAccount After(AccountPlan plan, ObservedAccount observed) => observed with
    {
        Enabled = plan.Enabled ?? observed.Enabled,
        Name = plan.Name ?? observed.Name,
        Attributes = AttributeSet.WithoutNulls(observed.Attributes.SetItems(plan.Set)),
        Entitlements = [.. observed.Entitlements.Except(plan.Remove).Union(plan.Add)],
    };

    private static bool SameName(string desired, string observed, CompiledTarget target)
    {
        var equality = target.Declaration.NameEquality;
        return AccountNaming.Key(desired, equality) == AccountNaming.Key(observed, equality);
    }

    private static ImmutableSortedDictionary<string, Value> ChangedAttributes(
        DesiredAccount desired, ObservedAccount observed, CompiledTarget target)
    {
        var changes = AttributeSet.Empty;
        foreach (var mapping in target.Mappings)
        {
            var name = mapping.Declaration.Attribute;
            var wanted = desired.Attributes.GetValueOrDefault(name);
            var present = observed.Attributes.GetValueOrDefault(name);
            var weak = mapping.Declaration.Strength == MappingStrength.Weak;
            if (!AccountValues.Same(wanted, present) && !(weak && !AccountValues.IsBlank(present)))
            {
                changes = changes.Add(name, wanted);
            }
        }

        return changes;
    }

    private static ImmutableArray<string> Missing(ImmutableArray<string> wanted, ImmutableArray<string> present) =>
        wanted.All(present.Contains) ? [] : [.. wanted.Except(present)];

    private static ImmutableArray<string> Surplus(DesiredAccount desired, ObservedAccount observed, CompiledTarget target) =>
        [.. observed.Entitlements
            .Except(desired.Entitlements)
            .Where(e => target.Entitlements.Contains(e) || desired.Withdrawn.Contains(e))
            .Order(StringComparer.Ordinal)];
}
