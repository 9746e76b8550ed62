using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Identities;

public class LeaverTests
{
    [Fact]
    public void Decide_Leave_DisablesFirstAndKeepsAttributes()
    {
        var career = Joined();

        var decision = career.Submit(Setup.Leave());

        Assert.Equal(LifecycleState.Terminated, decision.Next.State);
        Assert.Equal(2, decision.Next.Epoch);
        var account = Assert.Single(decision.ChangedAccounts);
        Assert.Equal(AccountState.Disabled, account.State);
        Assert.Equal(Setup.Now.AddDays(30), account.DeleteAt);
        Assert.Equal("Sales", account.Attributes["ou"].AsString());
        Assert.Empty(account.Entitlements);
        Assert.Equal(["cn=crm", "cn=staff"], account.Withdrawn);
        Assert.True(account.RemovesAccess);
        Assert.Equal(2, account.Epoch);
        Assert.Equal(account.DeleteAt, decision.Next.NextEvaluation);
        Assert.Equal("Jane", decision.Next.Attributes["givenName"].AsString());
        Assert.Empty(decision.Next.Grants);
        Assert.Equal([AuditActions.IdentityLeft, AuditActions.AccountDesired], decision.Audit.Select(a => a.Action));
    }

    [Fact]
    public void Decide_GracePeriodOver_DeletesAndReleasesAndArchives()
    {
        var career = Joined();
        career.Submit(Setup.Leave());
        var deletion = career.Identity!.NextEvaluation!.Value;

        Assert.False(career.At(deletion.AddTicks(-1)).Changed);
        var decision = career.At(deletion);

        Assert.Equal(AccountState.Absent, Assert.Single(decision.ChangedAccounts).State);
        Assert.Equal(LifecycleState.Archived, decision.Next.State);
        Assert.Null(decision.Next.NextEvaluation);
        Assert.Contains((new Reservation("account:directory", "jsmith"), deletion.AddDays(365)), decision.Release);
        Assert.Contains((new Reservation("correlation:employeeNumber", "7"), deletion), decision.Release);
        Assert.Equal([new Reservation("source:hr", "7")], decision.Next.Reservations);
        Assert.Contains(decision.Audit, a => a.Action == AuditActions.IdentityArchived);
    }

    [Fact]
    public void Decide_LaterEvaluations_DoNotPushTheDeletion()
    {
        var career = Joined();
        career.Submit(Setup.Leave());

        career.After(TimeSpan.FromDays(10)).Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From("IT")))));

        Assert.Equal(Setup.Now.AddDays(30), career.Account.DeleteAt);
        Assert.Equal("Sales", career.Account.Attributes["ou"].AsString());
    }

    [Fact]
    public void Decide_RehireWithinGrace_EnablesTheSameAccount()
    {
        var career = Joined();
        career.Submit(Setup.Leave());

        var decision = career.After(TimeSpan.FromDays(5)).Submit(Setup.Join());

        Assert.Equal(3, decision.Next.Epoch);
        Assert.Equal(AccountState.Enabled, career.Account.State);
        Assert.Equal("jsmith", career.Account.Name);
        Assert.Null(career.Account.DeleteAt);
        Assert.Equal(3, career.Account.Generation);
        Assert.False(career.Account.RemovesAccess);
        Assert.Null(decision.Next.NextEvaluation);
        Assert.Equal(AuditActions.IdentityRehired, decision.Audit[0].Action);
    }

    [Fact]
    public void Decide_RehireAfterDeletion_MakesANewGenerationUnderTheOldName()
    {
        var career = Joined();
        career.Submit(Setup.Leave());
        career.At(Setup.Now.AddDays(31));

        var decision = career.Submit(Setup.Join());

        Assert.Equal(AccountState.Enabled, career.Account.State);
        Assert.Equal(("jsmith", 4L), (career.Account.Name, career.Account.Generation));
        Assert.Contains(new Reservation("account:directory", "jsmith"), decision.Reserve);
    }

    [Fact]
    public void Decide_RehireWhenTheNameWasGivenAway_ChoosesAnother()
    {
        var career = Joined();
        career.Submit(Setup.Leave());
        career.At(Setup.Now.AddDays(31));
        career.Context = Setup.Context with { TakenByOthers = new HashSet<Reservation> { new("account:directory", "jsmith") } };

        career.Submit(Setup.Join());

        Assert.Equal("jsmith2", career.Account.Name);
    }

    [Fact]
    public void Decide_SameRowAfterAnExplicitLeave_DoesNotRevive()
    {
        var row = Setup.Event(LifecycleEventKind.Record, Setup.Jane()) with { ContentDigest = "aa" };
        var career = new Career();
        career.Submit(row);
        career.Submit(Setup.Leave());

        Assert.Equal(EventOutcome.Unchanged, career.Submit(row).Outcome);
        Assert.Equal(LifecycleState.Terminated, career.Identity!.State);
    }

    [Fact]
    public void Decide_ChangedRowAfterAnExplicitLeave_IsARehire()
    {
        var row = Setup.Event(LifecycleEventKind.Record, Setup.Jane()) with { ContentDigest = "aa" };
        var career = new Career();
        career.Submit(row);
        career.Submit(Setup.Leave());

        career.Submit(row with { Attributes = Setup.Jane("IT"), ContentDigest = "bb" });

        Assert.Equal(LifecycleState.Active, career.Identity!.State);
        Assert.Equal(AuditActions.IdentityRehired, career.Last.Audit[0].Action);
        Assert.Equal("IT", career.Last.Audit[0].Details["department.after"]);
    }

    [Fact]
    public void Decide_SameRowAfterItWasGoneFromTheFeed_IsARehire()
    {
        var row = Setup.Event(LifecycleEventKind.Record, Setup.Jane()) with { ContentDigest = "aa" };
        var career = new Career();
        career.Submit(row);
        career.Submit(Setup.Leave() with { ContentDigest = LifecycleEvent.RowGone });
        Assert.Null(career.Identity!.Records[0].ContentDigest);

        career.Submit(row);

        Assert.Equal(LifecycleState.Active, career.Identity.State);
        Assert.Equal("aa", career.Identity.Records[0].ContentDigest);
    }

    [Fact]
    public void Decide_EndAttribute_EndsAtItsInstant()
    {
        var career = new Career();
        var end = Setup.Now.AddDays(7);
        career.Submit(Setup.Join(Setup.Jane("IT", ("left", Value.From(end)))));
        Assert.Equal(end, career.Identity!.NextEvaluation);

        career.At(end);

        Assert.Equal(LifecycleState.Terminated, career.Identity.State);
        Assert.Equal(end.AddDays(30), career.Account.DeleteAt);
        Assert.Equal("schedule", career.Last.Audit[0].Cause);
    }

    [Fact]
    public void Decide_RetractedLeave_IsDroppedByAJoin()
    {
        var career = Joined();
        career.Submit(Setup.Leave(sequence: 2, at: Setup.Now.AddDays(10)));

        career.Submit(Setup.Join(sequence: 3));

        Assert.Empty(career.Identity!.Records[0].Scheduled);
        Assert.False(career.At(Setup.Now.AddDays(11)).Changed);
    }

    [Fact]
    public void Decide_SeasonalStays_AreAllKept()
    {
        var career = Joined();
        career.Submit(Setup.Leave(2, Setup.Now.AddDays(10)));
        career.Submit(Setup.Join(sequence: 3, at: Setup.Now.AddDays(20)));
        career.Submit(Setup.Leave(4, Setup.Now.AddDays(30)));

        Assert.Equal(LifecycleState.Pending, career.At(Setup.Now.AddDays(10)).Next.State);
        Assert.Equal(LifecycleState.Active, career.At(Setup.Now.AddDays(20)).Next.State);
        Assert.Equal(LifecycleState.Terminated, career.At(Setup.Now.AddDays(30)).Next.State);
        Assert.Equal(4, career.Identity!.Epoch);
    }

    [Fact]
    public void Decide_Suspension_DisablesAndKeepsRights()
    {
        var career = Joined();

        career.Submit(Setup.Event(LifecycleEventKind.Suspend));

        Assert.Equal(LifecycleState.Suspended, career.Identity!.State);
        Assert.Equal(AccountState.Disabled, career.Account.State);
        Assert.Null(career.Account.DeleteAt);
        Assert.Equal(["cn=crm", "cn=staff"], career.Account.Entitlements);
        Assert.True(career.Account.RemovesAccess);
        Assert.Equal(AuditActions.IdentitySuspended, career.Last.Audit[0].Action);

        career.Submit(Setup.Event(LifecycleEventKind.Resume));

        Assert.Equal(AccountState.Enabled, career.Account.State);
        Assert.Equal(1, career.Identity.Epoch);
        Assert.Equal(AuditActions.IdentityResumed, career.Last.Audit[0].Action);
    }

    [Fact]
    public void Decide_LeaveWhileSuspended_StartsTheGracePeriodThen()
    {
        var career = Joined();
        career.Submit(Setup.Event(LifecycleEventKind.Suspend));

        career.After(TimeSpan.FromDays(3)).Submit(Setup.Leave());

        Assert.Equal(Setup.Now.AddDays(33), career.Account.DeleteAt);
        career.Submit(Setup.Join());
        Assert.Equal(LifecycleState.Active, career.Identity!.State);
    }

    [Fact]
    public void Decide_NoGracePeriod_DeletesAtOnce()
    {
        var career = new Career(Setup.Snapshot.With(c => c with
        {
            Targets = [Setup.Directory with { Deprovisioning = new() { DeleteAfter = TimeSpan.Zero } }],
        }));
        career.Submit(Setup.Join());

        career.Submit(Setup.Leave());

        Assert.Equal(AccountState.Absent, career.Account.State);
        Assert.Equal(LifecycleState.Archived, career.Identity!.State);
        Assert.False(career.Evaluate().Changed);
    }

    [Fact]
    public void Decide_NeverDelete_StaysDisabledForGood()
    {
        var career = new Career(Setup.Snapshot.With(c => c with
        {
            Targets = [Setup.Directory with { Deprovisioning = new() { DeleteAfter = null, RemoveEntitlements = false } }],
        }));
        career.Submit(Setup.Join());

        career.Submit(Setup.Leave());

        Assert.Equal(AccountState.Disabled, career.Account.State);
        Assert.Null(career.Account.DeleteAt);
        Assert.Equal(["cn=crm", "cn=staff"], career.Account.Entitlements);
        Assert.Null(career.Identity!.NextEvaluation);
    }

    private static Career Joined()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        return career;
    }
}
