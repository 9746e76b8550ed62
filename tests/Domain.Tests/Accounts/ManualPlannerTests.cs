using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.TargetSystems;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Tests.Accounts;

/// <summary>What is asked while nobody has confirmed what was asked before: it leads to the same end whether that was done or not.</summary>
public class ManualPlannerTests
{
    private static readonly CompiledTarget _target = Setup.Snapshot.Targets["directory"];

    private static readonly DesiredAccount _desired = new()
    {
        AccountId = "acc-1",
        IdentityId = "idn-1",
        Tenant = Setup.Tenant,
        Target = "directory",
        Name = "jsmith",
        State = AccountState.Enabled,
        Attributes = Setup.Attributes(("uid", Value.From("jsmith")), ("ou", Value.From("Sales"))),
    };

    private static readonly ObservedAccount _there = new() { NativeId = "n-1", Name = "jsmith", Enabled = true, Attributes = _desired.Attributes };

    private static readonly ObservedAccount _elsewhere = _there with { Attributes = _there.Attributes.SetItem("ou", Value.From("Finance")) };

    [Fact]
    public void Plan_AskedIsStillWanted_NothingNew() => Assert.Null(Plan(_desired, null, _there));

    [Theory]
    [InlineData(AccountState.Absent, AccountPlanKind.Delete)]
    [InlineData(AccountState.Disabled, AccountPlanKind.Update)]
    public void Plan_LeaveBeforeTheCreateIsConfirmed_TakenAwayAllTheSame(AccountState state, AccountPlanKind expected)
    {
        var plan = Plan(_desired with { State = state }, null, _there);

        Assert.Equal(expected, plan!.Kind);
        var task = ManualTask.Of(_desired with { State = state }, _there, plan, _ => false);
        Assert.True(task.Urgent);
    }

    [Fact]
    public void Plan_OtherValuesBeforeTheCreateIsConfirmed_WholeCreate()
    {
        var plan = Plan(_desired, null, _elsewhere);

        Assert.Equal(AccountPlanKind.Create, plan!.Kind);
        Assert.Equal(Value.From("Sales"), plan.Result!.Attributes["ou"]);
    }

    [Fact]
    public void Plan_BackToWhatItWasBeforeTheChangeIsConfirmed_AskedBack()
    {
        var plan = Plan(_desired, _there, _elsewhere);

        Assert.Equal(AccountPlanKind.Update, plan!.Kind);
        Assert.Equal(Value.From("Sales"), plan.Set["ou"]);
    }

    [Fact]
    public void Plan_ThirdStateBeforeTheSecondIsConfirmed_EverythingInWhichItDiffersFromEither()
    {
        var observed = _there with { Attributes = _there.Attributes.SetItem("uid", Value.From("old")) };
        var asked = _there with { Attributes = _there.Attributes.SetItem("ou", Value.From("Finance")), Enabled = false };

        var plan = Plan(_desired, observed, asked);

        Assert.Equal(["ou", "uid"], plan!.Set.Keys);
        Assert.True(plan.Enabled);
    }

    [Fact]
    public void Plan_RehireBeforeTheDeleteIsConfirmed_WholeCreate() => Assert.Equal(AccountPlanKind.Create, Plan(_desired, _there, null)!.Kind);

    [Fact]
    public void Steps_Disable_ComesFirstAndSecretsAreOnlyNamed()
    {
        var plan = AccountPlanner.Plan(_desired with { State = AccountState.Disabled }, _elsewhere, _target);

        var task = ManualTask.Of(_desired, _elsewhere, plan, attribute => attribute == "ou");

        var steps = ManualInstructions.StepsOf(task);
        Assert.StartsWith("Disable 'jsmith'", steps[0], StringComparison.Ordinal);
        Assert.DoesNotContain(steps, s => s.Contains("Sales", StringComparison.Ordinal));
        Assert.Equal(["ou"], task.SecretAttributes);
    }

    private static AccountPlan? Plan(DesiredAccount desired, ObservedAccount? observed, ObservedAccount? asked) =>
        ManualPlanner.Plan(desired, observed, new AskedChange("wrk-1", asked, Told: true), _target);
}
