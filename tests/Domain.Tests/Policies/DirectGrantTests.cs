using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Policies;

public class DirectGrantTests
{
    [Fact]
    public void Give_Role_GivesItsContentWithTheGrantAsCause()
    {
        var career = Joined();

        var decision = career.Change(Give("g1", Role("seller")));

        Assert.Equal(EventOutcome.Applied, decision.Outcome);
        var right = decision.Next.Grants.Single(g => g.Name == "cn=crm");
        Assert.Equal(["DirectGrant/g1 > BusinessRole/seller > TechnicalRole/crm"], right.Causes);
        Assert.Equal(["cn=crm", "cn=staff"], Assert.Single(decision.ChangedAccounts).Entitlements);
        var given = decision.Audit.Single(a => a.Action == AuditActions.GrantGiven);
        Assert.Equal(("boss", "request-g1", "role seller"), (given.Actor, given.Cause, given.Details["gives"]));
    }

    [Fact]
    public void Give_WhatAPolicyGivesToo_HasBothCausesAndOutlivesTheOther()
    {
        var career = Joined("Sales");
        career.Change(Give("g1", Role("seller")));

        Assert.Equal(["BirthrightPolicy/sales", "DirectGrant/g1"], career.Identity!.Grants.Single(g => g.Name == "seller").Causes);

        career.Submit(Move("IT"));

        Assert.Equal(["DirectGrant/g1"], career.Identity.Grants.Single(g => g.Name == "seller").Causes);
        Assert.Contains("cn=crm", career.Account.Entitlements);
    }

    [Fact]
    public void Causes_OfEveryKind_AreToldApart()
    {
        var career = Joined("Sales");
        career.Change(Give("g1", Role("crm")));
        career.Change(Give("g2", Right("cn=crm") with { Origin = GrantOrigin.Request }));

        var held = career.Identity!.Grants.Single(g => g.Name == "cn=crm");
        Assert.Equal(
            [
                new(GrantCauseKind.Role, "BirthrightPolicy/sales > BusinessRole/seller > TechnicalRole/crm"),
                new(GrantCauseKind.ByHand, "DirectGrant/g1 > TechnicalRole/crm"),
                new GrantCause(GrantCauseKind.Request, "DirectGrant/g2"),
            ],
            GrantCause.Of(held, career.Identity.DirectGrants));
        Assert.All(
            GrantCause.Of(held with { RemoveAt = Setup.Now }, career.Identity.DirectGrants), c => Assert.Equal(GrantCauseKind.GracePeriod, c.Kind));
        var staff = career.Identity.Grants.Single(g => g.Name == "cn=staff");
        Assert.Equal(GrantCauseKind.Policy, Assert.Single(GrantCause.Of(staff, [])).Kind);
    }

    [Fact]
    public void Give_ForATime_StartsAndEndsAtItsInstants()
    {
        var career = Joined();
        var (from, until) = (Setup.Now.AddDays(1), Setup.Now.AddDays(3));
        career.Change(Give("g1", Right("cn=project") with { ValidFrom = from, ValidUntil = until }));

        Assert.DoesNotContain("cn=project", career.Account.Entitlements);
        Assert.Equal(from, career.Identity!.NextEvaluation);

        career.At(from);
        Assert.Contains("cn=project", career.Account.Entitlements);
        Assert.Equal(until, career.Identity.NextEvaluation);
        Assert.Equal(until, career.Identity.Grants.Single(g => g.Name == "cn=project").ValidUntil);

        var ended = career.At(until);
        Assert.DoesNotContain("cn=project", career.Account.Entitlements);
        Assert.Contains("cn=project", career.Account.Withdrawn);
        Assert.True(career.Account.RemovesAccess);
        Assert.Empty(career.Identity.DirectGrants);
        Assert.Contains(ended.Audit, a => a.Action == AuditActions.GrantExpired && a.Actor == "prov");
    }

    [Fact]
    public void Expiry_LongAfterItsInstant_StillTakesAway()
    {
        var career = Joined();
        career.Change(Give("g1", Right("cn=project") with { ValidUntil = Setup.Now.AddDays(3) }));

        career.At(Setup.Now.AddDays(400));

        Assert.DoesNotContain("cn=project", career.Account.Entitlements);
        Assert.Empty(career.Identity!.DirectGrants);
    }

    [Fact]
    public void Give_AccountOfAnotherIntent_MakesASecondAccountThatHoldsItsOwnRights()
    {
        var career = Joined();
        career.Change(Give("g1", Right("cn=admins") with { Intent = "admin" }));

        var admin = career.Identity!.Accounts.Single(a => a.Intent == "admin");
        Assert.Equal("jsmith2", admin.Name);
        Assert.Equal(["cn=admins"], admin.Entitlements);
        Assert.Equal(["cn=staff"], career.Identity.Accounts.Single(a => a.Intent == DesiredAccount.DefaultIntent).Entitlements);

        career.Change(Revoke("g1"));

        Assert.Equal(AccountState.Disabled, career.Identity.Accounts.Single(a => a.Intent == "admin").State);
        Assert.Equal(AccountState.Enabled, career.Identity.Accounts.Single(a => a.Intent == DesiredAccount.DefaultIntent).State);
    }

    [Fact]
    public void Revoke_TakesAwayOnlyWhatNothingElseGives()
    {
        var career = Joined("Sales");
        career.Change(Give("g1", Right("cn=crm")));
        career.Change(Give("g2", Right("cn=other")));

        career.Change(Revoke("g1"));
        var decision = career.Change(Revoke("g2"));

        Assert.Contains("cn=crm", career.Account.Entitlements);
        Assert.DoesNotContain("cn=other", career.Account.Entitlements);
        Assert.Contains(decision.Audit, a => a.Action == AuditActions.GrantRevoked && a.Details["reason"] == "enough");
    }

    [Fact]
    public void Leave_EndsDirectGrants_AndARehireDoesNotBringThemBack()
    {
        var career = Joined();
        career.Change(Give("g1", Role("seller")));

        var left = career.Submit(Setup.Leave());
        Assert.Empty(left.Next.Grants);
        Assert.Contains(left.Audit, a => a.Action == AuditActions.GrantEnded);

        career.After(TimeSpan.FromDays(1)).Submit(Setup.Join(Setup.Jane("IT")));
        Assert.DoesNotContain(career.Identity!.Grants, g => g.Name == "seller");
        Assert.Equal(["cn=staff"], career.Account.Entitlements);
    }

    [Fact]
    public void Give_ToALeaver_IsRefused()
    {
        var career = Joined();
        career.Submit(Setup.Leave());

        Assert.Equal(GrantFaultReasons.IdentityNotHere, career.Change(Give("g1", Role("seller"))).Refusal!.Reason);
    }

    [Fact]
    public void Give_WhoseIdentityHasLeftByDateMeanwhile_IsRefused()
    {
        var career = new Career();
        career.Submit(Setup.Join(Setup.Jane("IT", ("left", Value.From(Setup.Now.AddDays(1))))));

        var decision = career.After(TimeSpan.FromDays(2)).Change(Give("g1", Role("seller")));

        Assert.Equal(GrantFaultReasons.IdentityNotHere, decision.Refusal!.Reason);
    }

    [Fact]
    public void Give_ToOneWhoIsToCome_HoldsFromTheFirstDay()
    {
        var career = new Career();
        career.Submit(Setup.Join(Setup.Jane("IT"), at: Setup.Now.AddDays(5)));
        career.Change(Give("g1", Role("seller")));
        Assert.Empty(career.Identity!.Grants);

        career.At(Setup.Now.AddDays(5));

        Assert.Contains("cn=crm", career.Account.Entitlements);
    }

    [Fact]
    public void Give_Twice_ChangesNothing()
    {
        var career = Joined();
        career.Change(Give("g1", Role("seller")));

        var again = career.Change(Give("g1", Role("seller")));

        Assert.Equal((EventOutcome.Unchanged, false), (again.Outcome, again.Changed));
    }

    [Fact]
    public void Revoke_Unknown_IsRefused() =>
        Assert.Equal(GrantFaultReasons.GrantUnknown, Joined().Change(Revoke("nothing")).Refusal!.Reason);

    [Fact]
    public void RoleOfAGrant_NoLongerConfigured_GivesNothingAndIsNoted()
    {
        var career = Joined();
        career.Change(Give("g1", Role("seller")));
        career.Snapshot = career.Snapshot.With(c => c with { Roles = [], Policies = c.Policies.RemoveAt(1) });

        var decision = career.Evaluate();

        Assert.DoesNotContain("cn=crm", career.Account.Entitlements);
        Assert.Contains(decision.Notes, n => n.Reason == DecisionNoteReasons.RoleUnknown);
    }

    [Fact]
    public void Check_EverythingWrong_IsReportedAtOnce()
    {
        var change = Give("g1", Role("nobody") with { ValidFrom = Setup.Now.AddDays(9), ValidUntil = Setup.Now.AddDays(8) }) with
        {
            RequestId = "",
            Reason = new string('x', Limits.GrantReasonLengthCharacters + 1),
        };

        var faults = GrantValidation.Check(change, Setup.Snapshot, Setup.Now);

        Assert.Equal(
            [EventFaultReasons.FieldMissing, EventFaultReasons.FieldTooLong, GrantFaultReasons.RoleUnknown, GrantFaultReasons.ValidityInvalid],
            faults.Select(f => f.Reason));
        Assert.Equal([GrantFaultReasons.TargetUnknown], GrantValidation.Check(Give("g", Right("x") with { Target = "no" }), Setup.Snapshot, Setup.Now).Select(f => f.Reason));
        Assert.Equal(
            [GrantFaultReasons.ValidityInvalid],
            GrantValidation.Check(Give("g", Role("seller") with { ValidUntil = Setup.Now }), Setup.Snapshot, Setup.Now).Select(f => f.Reason));
    }

    private static Career Joined(string department = "IT")
    {
        var career = new Career();
        career.Submit(Setup.Join(Setup.Jane(department)));
        return career;
    }

    private static LifecycleEvent Move(string department) =>
        Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From(department))));

    private static DirectGrant Role(string name) => new() { Id = "", Kind = GrantKind.Role, Name = name };

    private static DirectGrant Right(string name) => new() { Id = "", Kind = GrantKind.Entitlement, Target = "directory", Name = name };

    private static GrantChange Give(string id, DirectGrant grant) => Revoke(id) with { Kind = GrantChangeKind.Give, Grant = grant, Reason = "needed" };

    private static GrantChange Revoke(string id) => new()
    {
        Tenant = Setup.Tenant,
        IdentityId = Setup.Context.IdentityId,
        RequestId = "request-" + id,
        Kind = GrantChangeKind.Revoke,
        GrantId = id,
        Reason = "enough",
        Actor = "boss",
    };
}
