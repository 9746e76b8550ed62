using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Removals;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Identities;

/// <summary>A leave that the guard holds: accepted, without effect, released or replaced.</summary>
public class HeldLeaveTests
{
    private readonly Career _career = new();

    public HeldLeaveTests() => _career.Submit(Setup.Join());

    [Fact]
    public void Hold_Leave_IsAcceptedAndTakesNothingAway()
    {
        var decision = Hold(Setup.Leave());

        Assert.Equal((EventOutcome.Held, true), (decision.Outcome, decision.Changed));
        Assert.Equal((LifecycleState.Active, AccountState.Enabled), (_career.Identity!.State, _career.Account.State));
        Assert.Empty(decision.ChangedAccounts);
        Assert.Equal("hr", Assert.Single(decision.Hold).Source);
        Assert.Equal(AuditActions.EventHeld, Assert.Single(decision.Audit).Action);
        Assert.False(_career.Evaluate().Changed);
    }

    [Fact]
    public void Release_HeldLeave_TakesEffectOnce()
    {
        var held = Hold(Setup.Leave()).Hold;

        var decision = Release();

        Assert.Equal((LifecycleState.Terminated, AccountState.Disabled), (_career.Identity!.State, _career.Account.State));
        Assert.Equal(held, decision.Free);
        Assert.False(Release().Changed);
    }

    [Fact]
    public void Release_LeaveOfALaterDay_IsPlannedForThatDay()
    {
        Hold(Setup.Leave() with { EffectiveAt = Setup.Now.AddDays(7) });

        Release();

        Assert.Equal(LifecycleState.Active, _career.Identity!.State);
        Assert.Equal(LifecycleState.Terminated, _career.At(Setup.Now.AddDays(7)).Next.State);
    }

    [Fact]
    public void Release_OfAnotherSource_LeavesItHeld()
    {
        Hold(Setup.Leave());

        Assert.False(Release(source: "contractors").Changed);
    }

    [Fact]
    public void Drop_HeldLeave_HasNoEffectThenOrLater()
    {
        var held = Hold(Setup.Leave()).Hold;

        Assert.Equal(held, Release(LeaveHandling.Drop).Free);
        Assert.Equal(LifecycleState.Active, _career.Identity!.State);
        Assert.False(Release().Changed);
    }

    [Fact]
    public void Submit_JoinAfterAHeldLeave_ReplacesIt()
    {
        var held = Hold(Setup.Leave()).Hold;

        Assert.Equal(held, _career.Submit(Setup.Join() with { EventId = "later" }).Free);
        Release();

        Assert.Equal(LifecycleState.Active, _career.Identity!.State);
    }

    [Fact]
    public void Submit_MoveAfterAHeldLeave_LeavesItHeld()
    {
        Hold(Setup.Leave());

        Assert.Empty(_career.Submit(Setup.Event(
            LifecycleEventKind.Move, AttributeSet.Empty.Add("department", Value.From("Sales")))).Free);
        Release();

        Assert.Equal(LifecycleState.Terminated, _career.Identity!.State);
    }

    [Fact]
    public void Submit_EmergencyAfterAHeldLeave_EndsEverythingAtOnce()
    {
        Hold(Setup.Leave());

        var decision = _career.Submit(Setup.Leave() with { EventId = "now", Emergency = true });

        Assert.Equal(LifecycleState.Terminated, decision.Next.State);
        Assert.Single(decision.Free);
    }

    [Fact]
    public void IsDeparture_EndThatIsNearer_CountsAndOneThatIsFurtherDoesNot()
    {
        var stays = _career.Identity!;
        var planned = _career.Submit(Setup.Leave() with { EffectiveAt = Setup.Now.AddDays(30) }).Next;
        var sooner = _career.Submit(Setup.Leave() with { EventId = "sooner", EffectiveAt = Setup.Now.AddDays(10) }).Next;
        var gone = _career.Submit(Setup.Leave() with { EventId = "gone" }).Next;

        Assert.True(Departure.Is(stays, planned));
        Assert.True(Departure.Is(planned, sooner));
        Assert.True(Departure.Is(sooner, gone));
        Assert.False(Departure.Is(planned, stays));
        Assert.False(Departure.Is(null, stays));
        Assert.False(Departure.Is(gone, gone));
    }

    private Decision Hold(LifecycleEvent leave)
    {
        _career.Context = Setup.Context with { Leaves = LeaveHandling.Hold };
        var decision = _career.Submit(leave);
        _career.Context = Setup.Context;
        return decision;
    }

    private Decision Release(LeaveHandling decision = LeaveHandling.Release, string source = "hr")
    {
        _career.Context = Setup.Context with { Leaves = decision, DecidedSource = source };
        var decided = _career.Evaluate();
        _career.Context = Setup.Context;
        return decided;
    }
}
