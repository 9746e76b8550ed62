using Prov.Domain.Accounts;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Identities;

public class SeveralSourcesTests
{
    private static readonly LifecycleEvent _contract = Setup.Join(Setup.Attributes(
        ("id", Value.From("c-9")), ("employee", Value.From("7")), ("mail", Value.From("jane@ext.example")), ("unit", Value.From("Lab")))) with
    {
        Source = "contractors", SourceKey = "c-9",
    };

    [Fact]
    public void Decide_TwoRecords_LowerPrecedenceWinsPerAttribute()
    {
        var career = Both();

        Assert.Equal("Sales", career.Identity!.Attributes["department"].AsString());
        Assert.Equal("jane@ext.example", career.Identity.Attributes["mail"].AsString());
        Assert.Equal(new Provenance("contractors", "c-9"), career.Identity.Provenance["mail"]);
        Assert.Equal(["contractors", "hr"], career.Identity.Records.Select(r => r.Source));
    }

    [Fact]
    public void Decide_WinnerLeaves_TheOneThatIsHereWins()
    {
        var career = Both();

        career.Submit(Setup.Leave());

        Assert.Equal(LifecycleState.Active, career.Identity!.State);
        Assert.Equal(1, career.Identity.Epoch);
        Assert.Equal("Lab", career.Identity.Attributes["department"].AsString());
        Assert.Equal("Jane", career.Identity.Attributes["givenName"].AsString());
        Assert.Equal(AccountState.Enabled, career.Account.State);
        Assert.NotEmpty(career.Last.Audit);
    }

    [Fact]
    public void Decide_SuspendedInOneSourceOnly_StaysActive()
    {
        var career = Both();

        career.Submit(Setup.Event(LifecycleEventKind.Suspend));
        Assert.Equal(LifecycleState.Active, career.Identity!.State);

        career.Submit(_contract with { Kind = LifecycleEventKind.Leave });
        Assert.Equal(LifecycleState.Suspended, career.Identity.State);
    }

    [Fact]
    public void Decide_WeakMapping_OnlyFillsBlanks()
    {
        var weak = Setup.Hr with
        {
            Mappings = Setup.Hr.Mappings.SetItem(3, new("department", "record.department") { Strength = MappingStrength.Weak }),
        };
        var career = new Career(Setup.Snapshot.With(c => c with { Sources = [weak, Setup.Contractors] }));
        career.Submit(Setup.Join());
        Assert.Equal("Sales", career.Identity!.Attributes["department"].AsString());

        career.Submit(_contract);

        Assert.Equal("Lab", career.Identity.Attributes["department"].AsString());
    }

    [Fact]
    public void Decide_SourceTakenOutOfConfiguration_StillCountsAsHereButGivesNothing()
    {
        var career = Both();
        career.Snapshot = career.Snapshot.With(c => c with { Sources = [Setup.Contractors] });

        career.Evaluate();

        Assert.Equal("Lab", career.Identity!.Attributes["department"].AsString());
        Assert.Contains(career.Last.Notes, n => n.Reason == DecisionNoteReasons.SourceUnknown);
    }

    [Fact]
    public void Decide_CorrelationValueOfAnother_IsNotReservedAndNoted()
    {
        var career = new Career { Context = Setup.Context with { TakenByOthers = new HashSet<Reservation> { new("correlation:employeeNumber", "7") } } };

        var decision = career.Submit(Setup.Join());

        Assert.DoesNotContain(decision.Reserve, r => r.Space.StartsWith("correlation:", StringComparison.Ordinal));
        Assert.Equal(DecisionNoteReasons.CorrelationTaken, Assert.Single(decision.Notes).Reason);
    }

    [Fact]
    public void Decide_CorrelationValueChanges_TheOldOneIsGivenUp()
    {
        var career = new Career();
        career.Submit(Setup.Join());

        var decision = career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("number", Value.From("8")))));

        Assert.Equal([new Reservation("correlation:employeeNumber", "8")], decision.Reserve);
        Assert.Equal([(new Reservation("correlation:employeeNumber", "7"), Setup.Now)], decision.Release);
    }

    [Fact]
    public void Keys_NewRecord_GivesSourceKeyThenCorrelation() => Assert.Equal(
        [new("source:contractors", "c-9"), new Reservation("correlation:employeeNumber", "7")], CorrelationDecision.Keys(_contract, Setup.Snapshot));

    [Fact]
    public void Keys_Leave_GivesTheSourceKeyOnly() =>
        Assert.Equal([new Reservation("source:hr", "7")], CorrelationDecision.Keys(Setup.Leave(), Setup.Snapshot));

    private static Career Both()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Submit(_contract);
        return career;
    }
}
