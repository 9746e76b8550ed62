using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Reconciliation;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Tests.Reconciliation;

/// <summary>Who has the last word on attributes, and what a configuration may say of it.</summary>
public sealed class ReconciliationRuleTests
{
    private static readonly AuthoritativeSource _changes = new()
    {
        Name = "changes", Active = "false", Attributes = [new("unit", AttributeType.String)], Mappings = [new("department", "record.unit")],
    };

    [Theory]
    [InlineData(AttributeAuthorityAtTarget.Mapping, MappingStrength.Strong, true)]
    [InlineData(AttributeAuthorityAtTarget.Mapping, MappingStrength.Normal, false)]
    [InlineData(AttributeAuthorityAtTarget.Mapping, MappingStrength.Weak, false)]
    [InlineData(AttributeAuthorityAtTarget.Prov, MappingStrength.Strong, true)]
    [InlineData(AttributeAuthorityAtTarget.Prov, MappingStrength.Normal, true)]
    [InlineData(AttributeAuthorityAtTarget.Prov, MappingStrength.Weak, false)]
    [InlineData(AttributeAuthorityAtTarget.Target, MappingStrength.Strong, false)]
    [InlineData(AttributeAuthorityAtTarget.Target, MappingStrength.Normal, false)]
    public void Plan_OthersChangedAnAttribute_IsRolledBackAsAuthoritySays(
        AttributeAuthorityAtTarget authority, MappingStrength strength, bool rolledBack)
    {
        var target = Compile(new() { Source = "changes", Attributes = [new("ou", authority, "unit")] }, strength);
        var known = Observed("Sales");
        var account = new Account { AccountId = "acc-1", Observed = known };

        var plan = AccountPlanner.Plan(Desired("Sales"), Observed("Elsewhere"), target, GivenValues.Of(account));

        Assert.Equal(rolledBack ? AccountPlanKind.Update : AccountPlanKind.None, plan.Kind);
        Assert.Equal(rolledBack ? Value.From("Sales") : Value.Null, plan.Set.GetValueOrDefault("ou"));

        // What Prov itself decides anew goes to the target whoever has the last word on what others do.
        var moved = AccountPlanner.Plan(Desired("Research"), known, target, GivenValues.Of(account));
        Assert.Equal(strength == MappingStrength.Weak ? AccountPlanKind.None : AccountPlanKind.Update, moved.Kind);
    }

    [Fact]
    public void TakenOver_OnlyWhatTheTargetHasTheLastWordOn()
    {
        var target = Compile(new() { Source = "changes", Attributes = [new("ou", AttributeAuthorityAtTarget.Target, "unit")] });

        Assert.Equal([KeyValuePair.Create("unit", Value.From("New"))], target.Reconciliation.TakenOver(Observed("Sales"), Observed("New")));
        Assert.Empty(target.Reconciliation.TakenOver(Observed("Sales"), Observed("Sales")));
        Assert.Empty(target.Reconciliation.TakenOver(null, Observed("New")));
        Assert.Empty(target.Reconciliation.TakenOver(Observed("Sales"), Observed("Sales") with { Enabled = false, Name = "other" }));
    }

    [Fact]
    public void TakenOver_SyncBackChosen_TakesWhatTheSourceDeclares()
    {
        var rule = new ReconciliationRule
        {
            Source = "changes", Actions = new ReconciliationRule().Actions.Add(Situation.Different, ReconciliationAction.SyncBack),
        };
        var declared = _changes with { Attributes = [new("ou", AttributeType.String)], Mappings = [new("department", "record.ou")] };

        Assert.Equal([KeyValuePair.Create("ou", Value.From("New"))], Compile(rule, source: declared).Reconciliation.TakenOver(Observed("Sales"), Observed("New")));
        Assert.Empty(Compile(rule).Reconciliation.TakenOver(Observed("Sales"), Observed("New")));
    }

    [Fact]
    public void Compile_EverythingWrong_IsSaidAtOnce()
    {
        var rule = new ReconciliationRule
        {
            FullEvery = TimeSpan.FromSeconds(1),
            DeltaEvery = TimeSpan.Zero,
            Share = 0,
            Guard = new() { MaxShare = 2 },
            Actions = new ReconciliationRule().Actions.Add(Situation.Confirmed, ReconciliationAction.Delete),
            Source = "hr",
            Attributes = [new("ou", AttributeAuthorityAtTarget.Target), new("unknown", AttributeAuthorityAtTarget.Prov)],
            Correlation = new() { Attributes = ImmutableSortedDictionary<string, string>.Empty.Add("nothing", "account.name"), By = ["mail"], Rule = "none" },
        };

        var faults = PolicySnapshot.Compile(With(rule, MappingStrength.Normal, _changes), 1).Faults;

        Assert.Equal(
            [
                "spec.reconciliation.fullEvery", "spec.reconciliation.deltaEvery", "spec.reconciliation.share", "spec.reconciliation.guard",
                "spec.reconciliation.actions", "spec.reconciliation.source", "spec.reconciliation.attributes[0].sourceAttribute",
                "spec.reconciliation.attributes[1].attribute", "spec.reconciliation.correlation.attributes.nothing", "spec.reconciliation.correlation.by",
                "spec.reconciliation.correlation.rule",
            ],
            faults.Where(f => f.Document == "TargetSystem/directory").Select(f => f.Path));
    }

    private static CompiledTarget Compile(
        ReconciliationRule rule, MappingStrength strength = MappingStrength.Strong, AuthoritativeSource? source = null) =>
        Setup.Compile(With(rule, strength, source ?? _changes)).Targets["directory"];

    private static ConfigurationSet With(ReconciliationRule rule, MappingStrength strength, AuthoritativeSource source) => Setup.Configuration with
    {
        Sources = [Setup.Hr, Setup.Contractors, source],
        Targets =
        [
            Setup.Directory with
            {
                Mappings = [new("employeeNumber", "identity.employeeNumber"), new("ou", "identity.department") { Strength = strength }],
                Reconciliation = rule,
            },
        ],
    };

    private static DesiredAccount Desired(string unit) => new()
    {
        AccountId = "acc-1", IdentityId = "idn-1", Tenant = Setup.Tenant, Target = "directory", Name = "jsmith", State = AccountState.Enabled,
        Attributes = Setup.Attributes(("ou", Value.From(unit))),
    };

    private static ObservedAccount Observed(string unit) => new()
    {
        NativeId = "n-1", Name = "jsmith", Enabled = true, Attributes = Setup.Attributes(("ou", Value.From(unit))),
    };
}
