using System.Collections.Immutable;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sod;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sod;

public class SodRuleTests
{
    private static readonly SodRule _payAndApprove = new()
    {
        Name = "pay-and-approve",
        Sides = [new("pay") { Entitlements = [new("directory", "cn=pay")] }, new("approve") { Roles = ["approver"] }],
    };

    [Fact]
    public void Block_SecondSideByHand_IsRefusedAndNothingChanges()
    {
        var career = Joined(_payAndApprove);
        career.Give("g1", "cn=pay");

        var decision = career.GiveRole("g2", "approver");

        Assert.Equal(GrantFaultReasons.SodViolation, decision.Refusal!.Reason);
        Assert.Contains("SodRule/pay-and-approve", decision.Refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["g1"], career.Identity!.DirectGrants.Select(g => g.Id));
    }

    [Fact]
    public void Block_SecondSideByPolicy_IsWithheldWithAllItBringsAndGivenWhenTheFirstGoes()
    {
        var career = Joined(_payAndApprove);
        career.Give("g1", "cn=pay");

        var moved = career.Move("Audit");

        Assert.DoesNotContain(moved.Next.Grants, g => g.Name is "approver" or "cn=approve");
        var withheld = Assert.Single(moved.Next.Withheld);
        Assert.Equal(("approver", WithheldReason.Blocked, "SodRule/pay-and-approve"), (withheld.Name, withheld.Reason, withheld.By));
        Assert.Equal(["BirthrightPolicy/audit"], withheld.Causes);
        var violation = Assert.Single(moved.Next.Violations);
        Assert.Equal(SodStanding.Blocked, violation.Standing);
        Assert.Equal(["pay"], violation.Held);
        Assert.Equal(["approve"], violation.Withheld);
        Assert.Contains(moved.Audit, a => a.Action == AuditActions.SodViolationFound && a.Details["rule"] == "pay-and-approve");
        Assert.Contains(moved.Audit, a => a.Action == AuditActions.GrantWithheld && a.Details["gives"] == "role approver");
        Assert.False(career.Evaluate().Changed);

        var revoked = career.Revoke("g1");

        Assert.Contains("cn=approve", career.Account.Entitlements);
        Assert.Empty(revoked.Next.Violations);
        Assert.Contains(revoked.Audit, a => a.Action == AuditActions.SodViolationEnded);
    }

    [Fact]
    public void Block_BothSidesNewAtOnce_ThePriorityDecides()
    {
        Assert.Equal(["cn=pay"], Critical(JoinedInto("Both", _payAndApprove)));
        var other = _payAndApprove with { Sides = _payAndApprove.Sides.SetItem(1, _payAndApprove.Sides[1] with { Priority = 5 }) };
        Assert.Equal(["approver", "cn=approve"], Critical(JoinedInto("Both", other)));
    }

    [Fact]
    public void Block_WhoHeldBothBeforeTheRule_KeepsThemButGetsNoMore()
    {
        var career = JoinedInto("Both");
        Assert.Equal(["approver", "cn=approve", "cn=pay"], Critical(career));

        career.Snapshot = career.Snapshot.With(c => c with { SodRules = [_payAndApprove with { Sides = _payAndApprove.Sides.SetItem(0, new("pay") { Entitlements = [new("directory", "cn=pay"), new("directory", "cn=pay-more")] }) }] });
        career.Evaluate();

        Assert.Equal(["approver", "cn=approve", "cn=pay"], Critical(career));
        Assert.Equal(SodStanding.Existing, Assert.Single(career.Identity!.Violations).Standing);
        Assert.Null(career.Give("g1", "cn=harmless").Refusal);
        Assert.Equal(GrantFaultReasons.SodViolation, career.Give("g2", "cn=pay-more").Refusal!.Reason);
        career.Submit(Setup.Leave());
        Assert.Empty(career.Identity.Grants);
        Assert.Empty(career.Identity.Violations);
    }

    [Fact]
    public void Block_MoveOfAnExistingViolatorThatTakesOneSide_EndsTheViolationForGood()
    {
        var career = JoinedInto("Both");
        career.Snapshot = career.Snapshot.With(c => c with { SodRules = [_payAndApprove] });
        career.Evaluate();

        career.Move("Audit");
        Assert.Empty(career.Identity!.Violations);

        career.Move("Both");
        Assert.Equal(["approver", "cn=approve"], Critical(career));
    }

    [Fact]
    public void Prune_TakesTheLowerSideAlsoFromWhoHeldBoth()
    {
        var career = JoinedInto("Both");
        var rule = _payAndApprove with { Effect = SodEffect.Prune, Sides = _payAndApprove.Sides.SetItem(1, _payAndApprove.Sides[1] with { Priority = 5 }) };
        career.Snapshot = career.Snapshot.With(c => c with { SodRules = [rule] });

        var decision = career.Evaluate();

        Assert.Equal(["approver", "cn=approve"], Critical(career));
        Assert.Equal(SodStanding.Pruned, Assert.Single(decision.Next.Violations).Standing);
        Assert.True(Assert.Single(decision.ChangedAccounts).RemovesAccess);
    }

    [Fact]
    public void Record_GivesEverythingAndTells()
    {
        var career = JoinedInto("Both", _payAndApprove with { Effect = SodEffect.Record });

        Assert.Equal(["approver", "cn=approve", "cn=pay"], Critical(career));
        Assert.Equal(SodStanding.Recorded, Assert.Single(career.Identity!.Violations).Standing);
    }

    [Fact]
    public void Approval_HoldsWhatIsNewAndListsIt()
    {
        var career = Joined(_payAndApprove with { Effect = SodEffect.Approval });
        career.Give("g1", "cn=pay");

        Assert.Null(career.GiveRole("g2", "approver").Refusal);

        Assert.Equal(["cn=pay"], Critical(career));
        Assert.Equal(WithheldReason.AwaitingApproval, Assert.Single(career.Identity!.Withheld).Reason);
    }

    [Fact]
    public void Exception_LetsBothBeUntilItsInstantThenThePriorityDecides()
    {
        var until = Setup.Now.AddDays(10);
        var career = JoinedInto("Both", _payAndApprove with { Exceptions = [new(until) { IdentityId = Setup.Context.IdentityId, Reason = "month end" }] });

        Assert.Equal(["approver", "cn=approve", "cn=pay"], Critical(career));
        Assert.Equal((SodStanding.Excepted, until), (career.Identity!.Violations[0].Standing, career.Identity.Violations[0].Until));
        Assert.Equal(until, career.Identity.NextEvaluation);

        career.At(until);

        Assert.Equal(["cn=pay"], Critical(career));
        Assert.Equal(SodStanding.Blocked, career.Identity.Violations[0].Standing);
    }

    [Fact]
    public void Exception_ByCondition_CountsOnlyForThoseWhoMeetIt()
    {
        var rule = _payAndApprove with { Exceptions = [new(Setup.Now.AddDays(1)) { When = "identity.surname == 'Jones'" }] };

        Assert.Equal(["cn=pay"], Critical(JoinedInto("Both", rule)));
        Assert.Equal(3, Critical(JoinedInto("Both", rule with { Exceptions = [rule.Exceptions[0] with { When = "identity.surname == 'Smith'" }] })).Length);
    }

    [Fact]
    public void NOfM_LetsAsManySidesBeAsTheRuleSays()
    {
        var rule = new SodRule
        {
            Name = "two-of-three",
            MostHeld = 2,
            Sides = [.. new[] { "cn=a", "cn=b", "cn=c" }.Select(n => new SodSide(n) { Entitlements = [new("directory", n)] })],
        };
        var career = Joined(rule);

        Assert.Null(career.Give("g1", "cn=c").Refusal);
        Assert.Null(career.Give("g2", "cn=a").Refusal);
        Assert.Equal(GrantFaultReasons.SodViolation, career.Give("g3", "cn=b").Refusal!.Reason);
        career.Revoke("g1");
        Assert.Null(career.Give("g4", "cn=b").Refusal);
    }

    [Fact]
    public void ExclusiveSet_HighestPriorityIsHeldThenTheFirstName()
    {
        Role Licence(string name, int priority) => new() { Name = name, Priority = priority, ExclusiveSet = "licence", Gives = new([], [], [new("directory", "cn=" + name)]) };
        var career = Joined();
        career.Snapshot = career.Snapshot.With(c => c with { Roles = [.. c.Roles, Licence("small", 1), Licence("large", 2), Licence("best", 2)] });

        career.GiveRole("g1", "small");
        Assert.Contains("cn=small", career.Account.Entitlements);
        career.GiveRole("g2", "large");
        Assert.Contains("cn=large", career.Account.Entitlements);
        Assert.DoesNotContain("cn=small", career.Account.Entitlements);
        career.GiveRole("g3", "best");
        Assert.Equal([("small", "BusinessRole/best"), ("large", "BusinessRole/best")], career.Identity!.Withheld.OrderByDescending(w => w.Name).Select(w => (w.Name, w.By)));

        career.Revoke("g3");
        career.Revoke("g2");
        Assert.Contains("cn=small", career.Account.Entitlements);
        Assert.Empty(career.Identity.Withheld);
    }

    [Fact]
    public void Compile_PolicyOrRoleThatAlwaysGivesBothSides_IsAFault()
    {
        var faults = Faults(c => c with
        {
            SodRules = [_payAndApprove],
            Roles = c.Roles.Add(new() { Name = "both", Gives = new(["approver"], [], [new("directory", "cn=pay")]) }),
        });

        Assert.Equal(
            [("BirthrightPolicy/both", FaultReasons.SodContradiction), ("BusinessRole/both", FaultReasons.SodContradiction)],
            faults.Select(f => (f.Document, f.Reason)));
        Assert.Contains("cn=pay", faults[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_WrongRule_ReportsEverything()
    {
        var rule = new SodRule
        {
            Name = "bad",
            MostHeld = 2,
            Sides = [new("a") { Roles = ["nobody"] }, new("a") { Entitlements = [new("nowhere", "x")] }],
            Exceptions = [new(Setup.Now), new(Setup.Now) { When = "identity.nothing" }],
        };

        Assert.Equal(
            [
                FaultReasons.ValueOutOfRange, FaultReasons.ReferenceUnknown, FaultReasons.NameDuplicate, FaultReasons.ReferenceUnknown,
                FaultReasons.ValueMissing, ExpressionReasons.UnknownAttribute,
            ],
            Faults(c => c with { SodRules = [rule], Policies = c.Policies.RemoveAll(p => p.Name == "both") }).Select(f => f.Reason));
    }

    private static ImmutableArray<ConfigurationFault> Faults(Func<ConfigurationSet, ConfigurationSet> change) =>
        PolicySnapshot.Compile(change(SodCareer.Configuration), 1).Faults;

    private static string[] Critical(SodCareer career) =>
        [.. career.Identity!.Grants.Select(g => g.Name).Where(n => n is "approver" or "cn=approve" or "cn=pay").Order(StringComparer.Ordinal)];

    private static SodCareer Joined(params ImmutableArray<SodRule> rules) => JoinedInto("IT", rules);

    private static SodCareer JoinedInto(string department, params ImmutableArray<SodRule> rules)
    {
        var career = new SodCareer(rules);
        career.Submit(Setup.Join(Setup.Jane(department)));
        return career;
    }
}
