using System.Globalization;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sources;

/// <summary>From when until when a person has access: hires, last days in time zones, absences, look-ahead, emergencies.</summary>
public class ValidityTests
{
    // The outcomes at the edges of daylight saving and of the calendar, as documented in the protos.
    [Theory]
    [InlineData("Europe/Zurich", "2026-06-30", "2026-06-30T22:00:00Z")]
    [InlineData("America/New_York", "2026-06-30", "2026-07-01T04:00:00Z")]
    [InlineData("Pacific/Auckland", "2026-06-30", "2026-06-30T12:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-06-30", "2026-06-30T18:15:00Z")]
    [InlineData(null, "2026-06-30", "2026-07-01T00:00:00Z")]
    // The last day is the one before the clocks go forward at midnight: 6 September 2026 begins at 01:00 in Santiago.
    [InlineData("America/Santiago", "2026-09-05", "2026-09-06T04:00:00Z")]
    // Midnight of 1 November 2026 comes twice in Havana: the first counts.
    [InlineData("America/Havana", "2026-10-31", "2026-11-01T04:00:00Z")]
    [InlineData("Europe/Zurich", "2028-02-28", "2028-02-28T23:00:00Z")]
    [InlineData("Europe/Zurich", "2028-02-29", "2028-02-29T23:00:00Z")]
    [InlineData("Europe/Zurich", "2027-02-28", "2027-02-28T23:00:00Z")]
    // An instant that is no midnight is what it says.
    [InlineData("Europe/Zurich", "2026-06-30T15:30:00Z", "2026-06-30T15:30:00Z")]
    public void Decide_LastWorkingDay_EndsWithTheDayThere(string? zone, string lastDay, string expected)
    {
        var career = new Career(With(s => s with { TimeZone = zone, EndIsLastDay = true }));
        career.Submit(Setup.Join(Setup.Jane("Sales", ("left", Instant(lastDay)))));

        Assert.Equal(Instant(expected).AsTimestamp(), career.Identity!.NextEvaluation);
        career.At(Instant(expected).AsTimestamp().AddTicks(-1));
        Assert.Equal(AccountState.Enabled, career.Account.State);
        career.At(Instant(expected).AsTimestamp());
        Assert.Equal(AccountState.Disabled, career.Account.State);
    }

    [Fact]
    public void Decide_FirstDay_BeginsWithTheDayThereByThePersonsOwnZone()
    {
        var career = new Career(With(s => s with { TimeZone = "Europe/Zurich", TimeZoneAttribute = "last" }));
        career.Submit(Setup.Join(Setup.Jane("Sales", ("hired", Instant("2026-04-01"))).SetItem("last", Value.From("Asia/Tokyo"))));
        Assert.Equal(Instant("2026-03-31T15:00:00Z").AsTimestamp(), career.Identity!.NextEvaluation);
    }

    [Fact]
    public void Check_UnknownZoneOfARecord_IsAFault() => Assert.Equal(
        EventFaultReasons.TimeZoneUnknown,
        Assert.Single(EventValidation.Check(
            Setup.Join(Setup.Jane().SetItem("last", Value.From("Mars/Olympus"))), With(s => s with { TimeZoneAttribute = "last" }), Setup.Now)).Reason);

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("../etc/passwd")]
    [InlineData("")]
    public void Compile_UnknownZone_IsAFault(string zone) => Assert.Equal(
        (FaultReasons.TimeZoneUnknown, "spec.timeZone"),
        PolicySnapshot.Compile(Setup.Configuration with { Sources = [Setup.Hr with { TimeZone = zone }, Setup.Contractors] }, 1)
            .Faults.Select(f => (f.Reason, f.Path)).Single());

    [Fact]
    public void Decide_RescindedHire_LeavesNoTraceOfAccess()
    {
        var career = new Career();
        career.Submit(Setup.Join(at: Setup.Now.AddDays(20)));
        Assert.Equal(LifecycleState.Pending, career.Identity!.State);

        career.Submit(Setup.Leave());
        career.At(Setup.Now.AddDays(60));

        Assert.Empty(career.Identity.Accounts);
        Assert.Empty(career.Identity.Grants);
        Assert.Equal(0, career.Identity.Epoch);
        Assert.Null(career.Identity.NextEvaluation);
    }

    [Fact]
    public void Decide_Absence_SuspendsAndReturnsAtItsInstants()
    {
        var career = new Career(With(s => s with { AwayFromAttribute = "hired", AwayUntilAttribute = "left", StartAttribute = null, EndAttribute = null }));
        career.Submit(Setup.Join(Setup.Jane("Sales", ("hired", Instant("2026-04-01")), ("left", Instant("2026-05-01")))));
        Assert.Equal(LifecycleState.Active, career.Identity!.State);

        career.At(career.Identity.NextEvaluation!.Value);
        Assert.Equal((LifecycleState.Suspended, AccountState.Disabled), (career.Identity.State, career.Account.State));
        Assert.Equal(["cn=crm", "cn=staff"], career.Account.Entitlements);
        Assert.Null(career.Account.DeleteAt);
        career.At(career.Identity.NextEvaluation!.Value);

        Assert.Equal((LifecycleState.Active, AccountState.Enabled), (career.Identity.State, career.Account.State));
        Assert.Null(career.Identity.NextEvaluation);
        Assert.Equal(Instant("2026-05-01").AsTimestamp(), career.Now);
    }

    [Fact]
    public void Decide_SiloDownPastTheEnd_AccessIsTakenAwayAndTheAccountDeleted()
    {
        var career = new Career();
        career.Submit(Setup.Join(Setup.Jane("Sales", ("left", Instant("2026-03-10")))));

        career.At(Setup.Now.AddDays(30));
        Assert.Equal((AccountState.Disabled, true), (career.Account.State, career.Account.RemovesAccess));
        Assert.Empty(career.Account.Entitlements);
        career.At(Setup.Now.AddDays(60));

        Assert.Equal(AccountState.Absent, career.Account.State);
    }

    [Fact]
    public void Decide_LookAhead_GivesWhenTheEndComesNear()
    {
        var career = new Career(Setup.Snapshot.With(c => c with
        {
            Policies = c.Policies.Add(new()
            {
                Name = "leaving", When = "now >= identity.endsAt - duration('336h')", Gives = new([], [], [new("directory", "cn=leaving")]),
            }),
        }));
        career.Submit(Setup.Join(Setup.Jane("Sales", ("left", Instant("2026-06-30")))));
        Assert.Equal(Instant("2026-06-16").AsTimestamp(), career.Identity!.NextEvaluation);

        career.At(career.Identity.NextEvaluation!.Value);

        Assert.Contains("cn=leaving", career.Account.Entitlements);
    }

    [Fact]
    public void Decide_PlannedLeave_IsTheEndThatExpressionsRead()
    {
        var career = new Career(Setup.Snapshot.With(c => c with
        {
            Targets = [Setup.Directory with { Mappings = Setup.Directory.Mappings.Add(new("until", "string(identity.endsAt)")) }],
        }));
        career.Submit(Setup.Join());
        Assert.False(career.Account.Attributes.ContainsKey("until"));

        career.Submit(Setup.Leave(at: Instant("2026-06-30T12:00:00Z").AsTimestamp()));

        Assert.Equal("2026-06-30T12:00:00Z", career.Account.Attributes["until"].AsString());
    }

    [Fact]
    public void Decide_EmergencyLeave_EndsEveryRecordWhateverTheSequenceAndHurries()
    {
        var career = new Career();
        career.Submit(Setup.Join(sequence: 9));
        career.Submit(Setup.Event(LifecycleEventKind.Join, Setup.Attributes(("employee", Value.From("7")))) with
        {
            Source = "contractors", SourceKey = "c", EventId = "c",
        });

        var decision = career.Submit(Setup.Leave(sequence: 3) with { Emergency = true });

        Assert.Equal(EventOutcome.Applied, decision.Outcome);
        Assert.All(career.Identity!.Records, r => Assert.True(r.Ended));
        Assert.Equal(9, career.Identity.Records.Single(r => r.Source == "hr").Sequence);
        Assert.Equal((AccountState.Disabled, true, true), (career.Account.State, career.Account.RemovesAccess, career.Account.Emergency));
        career.Submit(Setup.Join(sequence: 10));
        Assert.False(career.Account.Emergency);
    }

    [Fact]
    public void Decide_EmergencyAfterALeaveThatIsNotDoneYet_RaisesItsPriority()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Submit(Setup.Leave());
        Assert.False(career.Account.Emergency);

        career.Submit(Setup.Leave() with { Emergency = true, EventId = "urgent" });

        Assert.Equal((true, 3L), (career.Account.Emergency, career.Account.Generation));
    }

    [Fact]
    public void Check_EmergencyThatIsNoLeaveOrLater_IsAFault()
    {
        Assert.Equal(EventFaultReasons.EmergencyInvalid, Fault(Setup.Join() with { Emergency = true }));
        Assert.Equal(EventFaultReasons.EmergencyInvalid, Fault(Setup.Leave(at: Setup.Now.AddDays(1)) with { Emergency = true }));

        static string Fault(LifecycleEvent lifecycleEvent) => Assert.Single(EventValidation.Check(lifecycleEvent, Setup.Snapshot, Setup.Now)).Reason;
    }

    private static PolicySnapshot With(Func<AuthoritativeSource, AuthoritativeSource> change) =>
        Setup.Snapshot.With(c => c with { Sources = [change(Setup.Hr), Setup.Contractors] });

    private static Value Instant(string text) => Value.From(DateTimeOffset.Parse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
}
