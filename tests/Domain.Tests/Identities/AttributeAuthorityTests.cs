using System.Collections.Immutable;
using Prov.Domain.Explanations;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Tests.Identities;

/// <summary>Which of two records gives the department: HR says Sales, the contractor database Lab.</summary>
public class AttributeAuthorityTests
{
    [Fact]
    public void Precedence_LowerOne_WinsAndTheLoserIsExplained()
    {
        var career = Both(Setup.Snapshot);

        Assert.Equal("Sales", Department(career));
        var candidates = Explained(career).Candidates;
        Assert.Equal([("hr", ""), ("contractors", "precedence 50 comes after 10")], candidates.Select(c => (c.Provenance.Source, c.Reason)));
        Assert.Equal(["Sales", "Lab"], candidates.Select(c => c.Value.AsString()));
    }

    [Fact]
    public void Freshness_NewestChange_WinsWhoeverMadeIt()
    {
        var career = Both(With(new(AuthorityMode.Freshness, [])));
        Assert.Equal("Lab", Department(career));

        career.After(TimeSpan.FromHours(1)).Submit(Setup.Join(Setup.Jane("Law"), 2));
        Assert.Equal("Law", Department(career));

        // A repeat, and a change of something else, are no news of the department.
        career.After(TimeSpan.FromHours(1)).Submit(Contract("Lab", "other@ext.example", 2));
        Assert.Equal("Law", Department(career));
        Assert.Contains("older", Explained(career).Candidates[1].Reason, StringComparison.Ordinal);

        career.After(TimeSpan.FromHours(1)).Submit(Contract("Plant", "other@ext.example", 3));
        Assert.Equal("Plant", Department(career));
    }

    [Fact]
    public void Rule_FirstThatHolds_WinsOverPrecedence()
    {
        var career = Both(With(new(AuthorityMode.Rule, [new("contractors", "record.unit != 'none'"), new("hr", null)])));
        Assert.Equal("Lab", Department(career));
        Assert.Equal("the attribute's rules name another source first", Explained(career).Candidates[1].Reason);

        career.Submit(Contract("none", "j@ext.example", 2));
        Assert.Equal("Sales", Department(career));
    }

    [Fact]
    public void Lost_Source_GivesWayAndNothingElseChanges()
    {
        var career = Both(Setup.Snapshot);
        var before = career.Identity!;

        career.Snapshot = Setup.Snapshot.With(c => c with { Sources = [Setup.Hr with { Lost = true }, Setup.Contractors] });
        career.Evaluate();

        Assert.Equal("Lab", Department(career));
        Assert.Equal("Jane", career.Identity!.Attributes["givenName"].AsString());
        Assert.Equal((before.State, before.Epoch, before.Records), (career.Identity.State, career.Identity.Epoch, career.Identity.Records));
        Assert.Equal("its source is declared lost", Explained(career).Candidates[1].Reason);
    }

    [Fact]
    public void Lost_RecordGone_NextOneTakesOver()
    {
        var career = Both(Setup.Snapshot);
        career.Submit(Setup.Leave(9));
        Assert.Equal("Lab", Department(career));
        Assert.Equal("its record does not say that the person is here", Explained(career).Candidates[1].Reason);
    }

    [Fact]
    public void EqualAuthority_DifferentValues_OpenOneItemUntilTheyAgree()
    {
        var career = Both(Setup.Snapshot.With(c => c with { Sources = [Setup.Hr with { Owner = "people-team" }, Setup.Contractors with { Precedence = 10, Owner = "suppliers" }] }));

        var item = Assert.IsType<OpenWorkItem>(Assert.Single(career.Last.WorkItems)).Item;
        Assert.Equal((WorkItemKind.Collision, "suppliers"), (item.Kind, item.Owner));
        Assert.Equal("Lab", Department(career));
        Assert.DoesNotContain("Lab", item.Summary, StringComparison.Ordinal);

        career.Submit(Contract("Sales", "j@ext.example", 2));
        Assert.Equal(new CloseWorkItem(item.Id, WorkItemState.Cancelled, "prov", "The problem is gone."), Assert.Single(career.Last.WorkItems));
    }

    [Fact]
    public void EqualAuthority_SameValues_IsNoCollision()
    {
        var career = Both(Setup.Snapshot.With(c => c with { Sources = [Setup.Hr, Setup.Contractors with { Precedence = 10 }] }), "Sales");
        Assert.Empty(career.Identity!.WorkItems);
    }

    [Fact]
    public void Compile_FaultyAuthority_GivesEveryFault()
    {
        var faults = PolicySnapshot.Compile(
            Setup.Configuration with
            {
                Schema = new(
                [
                    .. Setup.Configuration.Schema.Attributes.Select(a => a.Name switch
                    {
                        "department" => a with { Authority = new(AuthorityMode.Rule, []) },
                        "mail" => a with { Authority = new(AuthorityMode.Rule, [new("hr", null), new("contractors", "record.unit")]) },
                        "surname" => a with { Authority = new(AuthorityMode.Freshness, [new("hr", null)]) },
                        _ => a,
                    }),
                ]),
            },
            1).Faults;

        Assert.Equal(
            [
                (FaultReasons.ValueMissing, "spec.attributes[3].authority.rules"),
                (FaultReasons.ReferenceUnknown, "spec.attributes[4].authority.rules[0].source"),
                (FaultReasons.TypeMismatch, "spec.attributes[4].authority.rules[1].when"),
                (FaultReasons.TypeMismatch, "spec.attributes[2].authority.rules"),
            ],
            faults.Select(f => (f.Reason, f.Path)));
    }

    private static string Department(Career career) => career.Identity!.Attributes["department"].AsString();

    private static ExplainedAttribute Explained(Career career) =>
        Explainer.Explain(career.Identity!, career.Snapshot, career.Now).Attributes.Single(a => a.Name == "department");

    private static PolicySnapshot With(AttributeAuthority authority) => Setup.Snapshot.With(c => c with
    {
        Schema = new([.. c.Schema.Attributes.Select(a => a.Name == "department" ? a with { Authority = authority } : a)]),
    });

    private static Career Both(PolicySnapshot snapshot, string unit = "Lab")
    {
        var career = new Career(snapshot);
        career.Submit(Setup.Join(sequence: 1));
        career.After(TimeSpan.FromHours(1)).Submit(Contract(unit, "jane@ext.example", 1));
        return career;
    }

    private static LifecycleEvent Contract(string unit, string mail, long sequence) => Setup.Join(
        Setup.Attributes(("id", Value.From("c-9")), ("employee", Value.From("7")), ("mail", Value.From(mail)), ("unit", Value.From(unit))), sequence) with
    {
        Source = "contractors", SourceKey = "c-9", EventId = $"contract-{sequence}",
    };
}
