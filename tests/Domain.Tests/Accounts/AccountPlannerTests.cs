using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Tests.Accounts;

public class AccountPlannerTests
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
        Attributes = Setup.Attributes(
            ("uid", Value.From("jsmith")), ("employeeNumber", Value.From("7")), ("ou", Value.From("Sales")),
            ("telephone", Value.ListOf(["1", "2"])), ("description", Value.From("created by Prov"))),
        Entitlements = ["cn=staff"],
    };

    private static readonly ObservedAccount _same = new()
    {
        NativeId = "n-1", Name = "jsmith", Enabled = true, Attributes = _desired.Attributes, Entitlements = ["cn=staff"],
    };

    [Theory]
    [InlineData(AccountState.Absent, false, AccountPlanKind.None)]
    [InlineData(AccountState.Absent, true, AccountPlanKind.Delete)]
    [InlineData(AccountState.Disabled, false, AccountPlanKind.None)]
    [InlineData(AccountState.Disabled, true, AccountPlanKind.Update)]
    [InlineData(AccountState.Enabled, false, AccountPlanKind.Create)]
    [InlineData(AccountState.Enabled, true, AccountPlanKind.None)]
    public void Plan_StateAndPresence_GivesTheKind(AccountState state, bool there, AccountPlanKind expected) =>
        Assert.Equal(expected, Plan(_desired with { State = state }, there ? _same : null).Kind);

    [Fact]
    public void Plan_Create_HasEverything()
    {
        var result = Plan(_desired, null).Result!;

        Assert.Equal(("jsmith", true), (result.Name, result.Enabled));
        Assert.Equal(_desired.Attributes, result.Attributes);
        Assert.Equal(["cn=staff"], result.Entitlements);
    }

    [Fact]
    public void Plan_ChangedAndMissingAttributes_SetsOnlyThose()
    {
        var desired = _desired with { Attributes = _desired.Attributes.SetItem("ou", Value.From("IT")).Remove("telephone") };

        var plan = Plan(desired, _same, GivenValues.Of(new Account { AccountId = "acc-1", Observed = _same }));

        Assert.Equal(Setup.Attributes(("ou", Value.From("IT")), ("telephone", Value.Null)), plan.Set);
        Assert.Equal("IT", plan.Result!.Attributes["ou"].AsString());
        Assert.False(plan.Result.Attributes.ContainsKey("telephone"));
        Assert.Null(plan.Enabled);
        Assert.Equal(AccountPlanKind.None, Plan(desired, plan.Result).Kind);
    }

    [Fact]
    public void Plan_SameValuesInAnotherOrder_IsNoDifference() => Assert.Equal(
        AccountPlanKind.None,
        Plan(_desired, _same with { Attributes = _same.Attributes.SetItem("telephone", Value.ListOf(["2", "1"])) }).Kind);

    [Fact]
    public void Plan_AttributeThatNoMappingWrites_IsLeftAlone() => Assert.Equal(
        AccountPlanKind.None, Plan(_desired, _same with { Attributes = _same.Attributes.Add("shoeSize", Value.From(42L)) }).Kind);

    [Theory]
    [InlineData("by hand", AccountPlanKind.None)]
    [InlineData("", AccountPlanKind.Update)]
    [InlineData(null, AccountPlanKind.Update)]
    public void Plan_WeakMapping_FillsOnlyABlank(string? present, AccountPlanKind expected) => Assert.Equal(
        expected, Plan(_desired, _same with { Attributes = _same.Attributes.SetItem("description", Value.From(present)) }).Kind);

    [Fact]
    public void Plan_Rights_AddsMissingAndRemovesOnlyOurOwn()
    {
        var desired = _desired with { Withdrawn = ["cn=old"] };

        var plan = Plan(desired, _same with { Entitlements = ["cn=crm", "cn=old", "cn=foreign"] });

        Assert.Equal(["cn=staff"], plan.Add);
        Assert.Equal(["cn=crm", "cn=old"], plan.Remove);
        Assert.Equal(["cn=foreign", "cn=staff"], plan.Result!.Entitlements.Order());
    }

    [Fact]
    public void Plan_NameDiffers_RenamesUnlessOnlyByCase()
    {
        Assert.Equal("jsmith", Plan(_desired, _same with { Name = "other" }).Name);
        Assert.Equal(AccountPlanKind.None, Plan(_desired, _same with { Name = "JSmith" }).Kind);
    }

    [Fact]
    public void IsOurs_OwnershipAttribute_Decides()
    {
        Assert.True(AccountOwnership.IsOurs(_desired, _same with { Attributes = Setup.Attributes(("employeeNumber", Value.From("7"))) }, _target));
        Assert.False(AccountOwnership.IsOurs(
            _desired, _same with { Attributes = _same.Attributes.SetItem("employeeNumber", Value.From("8")) }, _target));
        Assert.False(AccountOwnership.IsOurs(_desired with { Attributes = AttributeSet.Empty }, _same with { Attributes = AttributeSet.Empty }, _target));
    }

    [Fact]
    public void IsOurs_NoOwnershipAttribute_AllMustAgree()
    {
        var target = Setup.Snapshot.With(c => c with { Targets = [Setup.Directory with { OwnershipAttribute = null }] }).Targets["directory"];

        Assert.True(AccountOwnership.IsOurs(_desired, _same, target));
        Assert.False(AccountOwnership.IsOurs(_desired, _same with { Attributes = _same.Attributes.SetItem("ou", Value.From("x")) }, target));
        Assert.False(AccountOwnership.IsOurs(_desired with { Attributes = AttributeSet.Empty }, _same, target));
    }

    private static AccountPlan Plan(DesiredAccount desired, ObservedAccount? observed, GivenValues given = default) =>
        AccountPlanner.Plan(desired, observed, _target, given);
}
