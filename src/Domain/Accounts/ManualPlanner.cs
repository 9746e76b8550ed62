using System.Collections.Immutable;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>
/// Plans while nobody has confirmed what a person was asked to do. It may have been done or not; so what is asked next leads to the
/// same end from both.
/// </summary>
public static class ManualPlanner
{
    /// <summary>Null when what was asked is still what is wanted.</summary>
    public static AccountPlan? Plan(
        DesiredAccount desired, ObservedAccount? observed, AskedChange asked, CompiledTarget target, GivenValues given = default)
    {
        var ifDone = AccountPlanner.Plan(desired, asked.Result, target, given);
        if (ifDone.Kind == AccountPlanKind.None)
        {
            return null;
        }

        var ifNot = AccountPlanner.Plan(desired, observed, target, given);
        return (ifNot.Kind, ifDone.Kind) switch
        {
            (AccountPlanKind.Protected, _) or (_, AccountPlanKind.Protected) => new(AccountPlanKind.Protected),
            (AccountPlanKind.Create, _) or (_, AccountPlanKind.Create) => ifNot.Kind == AccountPlanKind.Create ? ifNot : ifDone,
            (AccountPlanKind.Update, AccountPlanKind.Update) => Both(ifNot, ifDone),
            _ => ifDone,
        };
    }

    private static AccountPlan Both(AccountPlan first, AccountPlan second) => second with
    {
        Enabled = first.Enabled ?? second.Enabled,
        Name = first.Name ?? second.Name,
        Placement = first.Placement.IsNull ? second.Placement : first.Placement,
        Set = first.Set.SetItems(second.Set),
        Add = [.. first.Add.Union(second.Add)],
        Remove = [.. first.Remove.Union(second.Remove)],
    };
}
