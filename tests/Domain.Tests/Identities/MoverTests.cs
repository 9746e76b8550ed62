using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Identities;

public class MoverTests
{
    private static readonly LifecycleEvent _toIt =
        Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From("IT"))));

    [Fact]
    public void Decide_Move_ChangesWhatItNamesAndKeepsTheRest()
    {
        var career = new Career();
        career.Submit(Setup.Join());

        var decision = career.Submit(_toIt);

        Assert.Equal("IT", decision.Next.Attributes["department"].AsString());
        Assert.Equal("Jane", decision.Next.Attributes["givenName"].AsString());
        var account = Assert.Single(decision.ChangedAccounts);
        Assert.Equal(2, account.Generation);
        Assert.Equal(["cn=staff"], account.Entitlements);
        Assert.Equal(["cn=crm"], account.Withdrawn);
        Assert.True(account.RemovesAccess);
        Assert.Equal(1, decision.Next.Epoch);
    }

    [Fact]
    public void Decide_Move_IsAuditedWithValuesBeforeAndAfter()
    {
        var career = new Career();
        career.Submit(Setup.Join(Setup.Jane("Sales", ("salary", Value.From(1L)))));

        var decision = career.Submit(Setup.Event(
            LifecycleEventKind.Move, Setup.Attributes(("department", Value.From("IT")), ("salary", Value.From(2L)))));

        var moved = decision.Audit.Single(a => a.Action == AuditActions.IdentityMoved);
        Assert.Equal("Sales", moved.Details["department.before"]);
        Assert.Equal("IT", moved.Details["department.after"]);
        Assert.Equal("(secret)", moved.Details["pay.before"]);
        Assert.Equal("(secret)", moved.Details["pay.after"]);
        Assert.DoesNotContain("givenName.after", moved.Details.Keys);
        Assert.Equal("cn=crm", decision.Audit.Single(a => a.Action == AuditActions.AccountDesired).Details["entitlementsRemoved"]);
    }

    [Fact]
    public void Decide_MoveBack_GivesAccessAgain()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Submit(_toIt);

        career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From("Sales")))));

        Assert.Equal(["cn=crm", "cn=staff"], career.Account.Entitlements);
        Assert.Empty(career.Account.Withdrawn);
        Assert.False(career.Account.RemovesAccess);
        Assert.Equal(3, career.Account.Generation);
    }

    [Fact]
    public void Decide_MoveWithoutAccessAfterRemoval_StillRemovesAccess()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Submit(_toIt);

        career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("phones", Value.ListOf(["1"])))));

        Assert.Equal(3, career.Account.Generation);
        Assert.True(career.Account.RemovesAccess);
    }

    [Fact]
    public void Decide_MoveWithNull_RemovesTheValue()
    {
        var career = new Career();
        career.Submit(Setup.Join());

        career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.Null))));

        Assert.False(career.Identity!.Attributes.ContainsKey("department"));
        Assert.False(career.Account.Attributes.ContainsKey("ou"));
    }

    [Fact]
    public void Decide_MoveOfWhatNoAccountReads_LeavesTheAccountsAlone()
    {
        var career = new Career();
        career.Submit(Setup.Join());

        var decision = career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("salary", Value.From(5L)))));

        Assert.True(decision.Changed);
        Assert.Empty(decision.ChangedAccounts);
        Assert.Equal(Value.From(5.0), decision.Next.Attributes["pay"]);
    }

    [Fact]
    public void Decide_FutureMove_TakesEffectAtItsInstant()
    {
        var career = new Career();
        career.Submit(Setup.Join(sequence: 1));
        var instant = Setup.Now.AddDays(5);
        career.Submit(_toIt with { Sequence = 2, EffectiveAt = instant });

        Assert.False(career.At(instant.AddTicks(-1)).Changed);
        Assert.Equal("Sales", career.Identity!.Attributes["department"].AsString());
        Assert.True(career.At(instant).Changed);
        Assert.Equal("IT", career.Identity.Attributes["department"].AsString());
    }

    [Fact]
    public void Decide_FutureMovesInAnyOrderOfArrival_TakeEffectInOrderOfInstant()
    {
        var career = new Career();
        career.Submit(Setup.Join(sequence: 1));
        career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From("Late"))), 2, Setup.Now.AddDays(9)));
        career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From("Early"))), 3, Setup.Now.AddDays(4)));

        career.At(Setup.Now.AddDays(20));

        Assert.Equal("Late", career.Identity!.Attributes["department"].AsString());
    }

    [Fact]
    public void Decide_NameChanges_KeepsTheAccountName()
    {
        var career = new Career();
        career.Submit(Setup.Join());

        career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("last", Value.From("Miller")))));

        Assert.Equal("jsmith", career.Account.Name);
    }

    [Fact]
    public void Decide_NewConfiguration_RecomputesOnlyWhatDiffers()
    {
        var career = new Career();
        career.Submit(Setup.Join());

        career.Snapshot = career.Snapshot.With(c => c);
        Assert.False(career.Evaluate().Changed);

        career.Snapshot = career.Snapshot.With(c => c with { Policies = c.Policies.RemoveAt(1) });
        var decision = career.Evaluate();

        Assert.Equal(3, decision.Next.PolicyVersion);
        Assert.Equal(["cn=staff"], career.Account.Entitlements);
        Assert.Equal(["cn=crm"], career.Account.Withdrawn);
        Assert.All(decision.Audit, a => Assert.Equal("configuration/3", a.Cause));
    }

    [Fact]
    public void Decide_ConditionFails_CountsAsNotMetAndIsNoted()
    {
        var snapshot = Setup.Snapshot.With(c => c with
        {
            Policies = c.Policies.Add(new BirthrightPolicy
            {
                Name = "broken", When = "identity.mail.endsWith('.com')", Gives = new([], [], [new("directory", "cn=x")]),
            }),
        });

        var decision = new Career(snapshot).Submit(Setup.Join());

        var note = Assert.Single(decision.Notes);
        Assert.Equal((DecisionNoteReasons.PolicyEvaluationFailed, "BirthrightPolicy/broken spec.when"), (note.Reason, note.Subject));
        Assert.DoesNotContain(decision.Next.Grants, g => g.Name == "cn=x");
    }

    [Fact]
    public void Decide_TargetTakenOutOfConfiguration_LeavesItsAccountAlone()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Snapshot = Setup.Compile(Setup.Configuration with { Targets = [], Policies = [], Roles = [] }, 2);

        var decision = career.Evaluate();

        Assert.Empty(decision.ChangedAccounts);
        Assert.Equal(DecisionNoteReasons.TargetUnknown, Assert.Single(decision.Notes).Reason);
        Assert.Empty(decision.Release);
    }
}
