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
    /// <param name="given">What Prov gave it last; default when nothing is known.</param>
    public static AccountPlan Plan(DesiredAccount desired, ObservedAccount? observed, CompiledTarget target, GivenValues given = default) =>
        (desired.State, observed) switch
        {
            _ when observed is not null && target.Protection.Covers(observed) => new(AccountPlanKind.Protected),
            (AccountState.Absent, null) => new(AccountPlanKind.None),
            (AccountState.Absent, _) => new(AccountPlanKind.Delete),

            // Nobody can sign in with what is not there: it is created when it is to be enabled.
            (AccountState.Disabled, null) => new(AccountPlanKind.None),
            (_, null) => target.Protection.Covers(desired.Name) ? new(AccountPlanKind.Protected) : Create(desired, target),
            _ => Update(desired, observed, target, given),
        };

    /// <summary>Attributes with values that somebody else added, where the mappings say to report those; ordered.</summary>
    public static ImmutableArray<string> WithOtherValues(DesiredAccount desired, ObservedAccount? observed, CompiledTarget target) =>
        observed is null ? [] :
        [
            .. target.Attributes
                .Where(a => AttributePlanner.Others(
                    a, OtherValues.Report, desired.Attributes.GetValueOrDefault(a.Name), observed.Attributes.GetValueOrDefault(a.Name)).Any())
                .Select(a => a.Name),
        ];

    // The target's own id is not known before it exists; until then the name stands for it.
    private static AccountPlan Create(DesiredAccount desired, CompiledTarget target) => new(AccountPlanKind.Create)
    {
        InitialSecret = target.Declaration.InitialSecret,
        Result = new ObservedAccount
        {
            NativeId = desired.Name,
            Name = desired.Name,
            Enabled = desired.State == AccountState.Enabled,
            Attributes = desired.Attributes,
            Entitlements = desired.Entitlements,
            Placement = desired.Placement,
        },
    };

    private static AccountPlan Update(DesiredAccount desired, ObservedAccount observed, CompiledTarget target, GivenValues given)
    {
        var enabled = desired.State == AccountState.Enabled;
        var plan = new AccountPlan(AccountPlanKind.Update)
        {
            Enabled = observed.Enabled == enabled ? null : enabled,
            Name = SameName(desired.Name, observed.Name, target) ? null : desired.Name,
            Placement = desired.Placement.IsNull || desired.Placement.Equals(observed.Placement) ? Value.Null : desired.Placement,
            Set = ChangedAttributes(desired, observed, target, given, out var dependsOnOthers),
            DependsOnOthers = dependsOnOthers,
            Add = Missing(desired.Entitlements, observed.Entitlements),
            Remove = Surplus(desired, observed, target),
        };
        return plan.SaysNothing ? new(AccountPlanKind.None) { Result = observed } : plan with { Result = After(plan, observed) };
    }

    private static ObservedAccount After(AccountPlan plan, ObservedAccount observed) => observed with
    {
        Enabled = plan.Enabled ?? observed.Enabled,
        Name = plan.Name ?? observed.Name,
        Placement = plan.Placement.IsNull ? observed.Placement : plan.Placement,
        Attributes = AttributeSet.WithoutNulls(observed.Attributes.SetItems(plan.Set)),
        Entitlements = [.. observed.Entitlements.Except(plan.Remove).Union(plan.Add)],
    };

    private static bool SameName(string desired, string observed, CompiledTarget target)
    {
        return AccountNaming.Key(desired, target.Declaration) == AccountNaming.Key(observed, target.Declaration);
    }

    private static ImmutableSortedDictionary<string, Value> ChangedAttributes(
        DesiredAccount desired, ObservedAccount observed, CompiledTarget target, GivenValues given, out bool dependsOnOthers)
    {
        var changes = AttributeSet.Empty;
        dependsOnOthers = false;
        foreach (var attribute in target.Attributes)
        {
            var name = attribute.Name;
            var present = observed.Attributes.GetValueOrDefault(name);
            var strength = target.Reconciliation.Strength(
                name, desired.Assertions.TryGetValue(name, out var asserted) ? asserted.Strength : attribute.Strength);
            var next = AttributePlanner.Next(attribute, strength, desired.Attributes.GetValueOrDefault(name), given.Of(name), present);
            if (!AccountValues.Same(next, present))
            {
                changes = changes.Add(name, next);
                dependsOnOthers |= attribute.IsMultiValued || IsList(next) || IsList(present) || IsList(given.Of(name))
                    || strength is MappingStrength.Weak or null;
            }
        }

        return changes;
    }

    private static bool IsList(Value value) => value.Kind == ValueKind.List;

    private static ImmutableArray<string> Missing(ImmutableArray<string> wanted, ImmutableArray<string> present) =>
        wanted.All(present.Contains) ? [] : [.. wanted.Except(present)];

    private static ImmutableArray<string> Surplus(DesiredAccount desired, ObservedAccount observed, CompiledTarget target) =>
        [.. observed.Entitlements
            .Except(desired.Entitlements)
            .Where(e => target.Entitlements.Contains(e) || desired.Withdrawn.Contains(e))
            .Order(StringComparer.Ordinal)];
}
