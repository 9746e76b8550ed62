using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Identities;

public class JoinerTests
{
    [Fact]
    public void Decide_Joiner_GetsAttributesGrantsAndAccount()
    {
        var career = new Career();

        var decision = career.Submit(Setup.Join(sequence: 1));

        Assert.Equal(EventOutcome.Applied, decision.Outcome);
        Assert.Equal(LifecycleState.Active, decision.Next.State);
        Assert.Equal(1, decision.Next.Epoch);
        Assert.Equal(Value.From("Jane"), decision.Next.Attributes["givenName"]);
        Assert.Equal(new Provenance("hr", "7"), decision.Next.Provenance["givenName"]);
        var account = Assert.Single(decision.ChangedAccounts);
        Assert.Equal("jsmith", account.Name);
        Assert.Equal(AccountState.Enabled, account.State);
        Assert.Equal(1, account.Generation);
        Assert.Equal(["cn=crm", "cn=staff"], account.Entitlements);
        Assert.Equal(Value.From("jsmith"), account.Attributes["uid"]);
        Assert.False(account.Attributes.ContainsKey("telephone"));
        Assert.Empty(decision.Notes);
    }

    [Fact]
    public void Decide_Joiner_ReservesRecordCorrelationAndName()
    {
        var decision = new Career().Submit(Setup.Join());

        Assert.Equal(
            [new("source:hr", "7"), new("correlation:employeeNumber", "7"), new Reservation("account:directory", "jsmith")], decision.Reserve);
    }

    [Fact]
    public void Decide_Joiner_GrantsNameEveryPath()
    {
        var decision = new Career().Submit(Setup.Join());

        var crm = decision.Next.Grants.Single(g => g.Name == "cn=crm");
        Assert.Equal(["BirthrightPolicy/sales > BusinessRole/seller > TechnicalRole/crm"], crm.Causes);
        var account = decision.Next.Grants.Single(g => g.Kind == GrantKind.Account);
        Assert.Equal(["BirthrightPolicy/employees", "BirthrightPolicy/sales > BusinessRole/seller > TechnicalRole/crm"], account.Causes);
        Assert.Equal(["crm", "seller"], decision.Next.Grants.Where(g => g.Kind == GrantKind.Role).Select(g => g.Name));
    }

    [Fact]
    public void Decide_Joiner_IsAudited()
    {
        var decision = new Career().Submit(Setup.Join(Setup.Jane("Sales", ("salary", Value.From(1000L)))));

        Assert.Equal([AuditActions.IdentityJoined, AuditActions.AccountDesired], decision.Audit.Select(a => a.Action));
        Assert.All(decision.Audit, a => Assert.Equal("tester", a.Actor));
        Assert.Equal("jsmith", decision.Audit[1].Details["name"]);
        Assert.Equal("cn=crm, cn=staff", decision.Audit[1].Details["entitlementsAdded"]);
    }

    [Fact]
    public void Decide_SameAgain_ChangesNothing()
    {
        var career = new Career();
        career.Submit(Setup.Join());

        var again = career.Submit(Setup.Join());

        Assert.Equal(EventOutcome.Unchanged, again.Outcome);
        Assert.False(again.Changed);
        Assert.Same(career.Identity, again.Next);
        Assert.Empty(again.Audit);
        Assert.False(career.Evaluate().Changed);
    }

    [Fact]
    public void Decide_NewerSequenceWithoutNews_RemembersTheSequence()
    {
        var career = new Career();
        career.Submit(Setup.Join(sequence: 1));

        Assert.Equal(EventOutcome.Unchanged, career.Submit(Setup.Join(sequence: 5)).Outcome);
        Assert.Equal(EventOutcome.Superseded, career.Submit(Setup.Leave(sequence: 4)).Outcome);
    }

    [Fact]
    public void Decide_FutureJoin_IsPendingWithoutAccountsUntilItsInstant()
    {
        var career = new Career();
        var start = Setup.Now.AddDays(10);

        var decision = career.Submit(Setup.Join(at: start));

        Assert.Equal(EventOutcome.Scheduled, decision.Outcome);
        Assert.Equal(LifecycleState.Pending, decision.Next.State);
        Assert.Equal("Jane", decision.Next.Attributes["givenName"].AsString());
        Assert.Empty(decision.Next.Accounts);
        Assert.Equal(start, decision.Next.NextEvaluation);
        Assert.Equal([AuditActions.EventScheduled, AuditActions.IdentityAnnounced], decision.Audit.Select(a => a.Action));
        Assert.False(career.At(start.AddTicks(-1)).Changed);
        Assert.Equal(AccountState.Enabled, Assert.Single(career.At(start).ChangedAccounts).State);
        Assert.Equal(AuditActions.IdentityJoined, career.Last.Audit[0].Action);
    }

    [Fact]
    public void Decide_StartAttributeInFuture_IsPendingUntilIt()
    {
        var career = new Career();
        var start = Setup.Now.AddDays(3);

        career.Submit(Setup.Event(LifecycleEventKind.Record, Setup.Jane("IT", ("hired", Value.From(start)))));

        Assert.Equal(LifecycleState.Pending, career.Identity!.State);
        Assert.Equal(start, career.Identity.NextEvaluation);
        career.At(start);
        Assert.Equal(LifecycleState.Active, career.Identity.State);
    }

    [Fact]
    public void Decide_RescindedHire_NeverBecomesActive()
    {
        var career = new Career();
        career.Submit(Setup.Join(sequence: 1, at: Setup.Now.AddDays(10)));

        career.Submit(Setup.Leave(sequence: 2));

        Assert.Empty(career.Identity!.Records[0].Scheduled);
        Assert.Null(career.Identity.NextEvaluation);
        Assert.Equal(LifecycleState.Archived, career.Identity.State);
        Assert.Contains(career.Last.Audit, a => a.Action == AuditActions.IdentityLeft);
        Assert.False(career.At(Setup.Now.AddDays(20)).Changed);
    }

    [Fact]
    public void Decide_InactiveRecord_IsNotHere()
    {
        var career = new Career();

        career.Submit(Setup.Event(LifecycleEventKind.Record, Setup.Jane("IT", ("gone", Value.From(true)))));

        Assert.Equal(LifecycleState.Archived, career.Identity!.State);
        Assert.Empty(career.Identity.Accounts);
    }

    [Fact]
    public void Decide_NothingToBeginWith_Throws() =>
        Assert.Throws<ArgumentException>(() => LifecycleDecision.Decide(null, null, Setup.Snapshot, Setup.Now, Setup.Context));

    [Theory]
    [InlineData(LifecycleEventKind.Move)]
    [InlineData(LifecycleEventKind.Suspend)]
    [InlineData(LifecycleEventKind.Resume)]
    [InlineData(LifecycleEventKind.Leave)]
    public void Decide_ChangeOfUnknownRecord_IsRefused(LifecycleEventKind kind)
    {
        var decision = new Career().Submit(Setup.Event(kind, Setup.Jane()));

        Assert.Equal(EventFaultReasons.RecordUnknown, decision.Refusal!.Reason);
        Assert.False(decision.Changed);
        Assert.Null(decision.Outcome);
    }

    [Fact]
    public void Decide_LeaveBeforeOlderJoin_KeepsThePersonOut()
    {
        var career = new Career();
        career.Submit(Setup.Leave(sequence: 2));

        var late = career.Submit(Setup.Join(sequence: 1));

        Assert.Equal(EventOutcome.Superseded, late.Outcome);
        Assert.Empty(career.Identity!.Accounts);
        Assert.Equal(AuditActions.EventSuperseded, Assert.Single(late.Audit).Action);
    }
}
