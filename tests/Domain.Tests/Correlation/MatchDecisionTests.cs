using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Correlation;

/// <summary>Whose a record is, by the rule of <see cref="Registry"/>.</summary>
public class MatchDecisionTests
{
    private readonly MemoryRegistry _registry = new(Registry.Snapshot);

    [Fact]
    public void SamePerson_FromTheOtherSource_IsLinked()
    {
        var jane = Take("hr", "1", Person());

        var (verdict, id) = _registry.Take(Registry.Join("campus", "a", Person()));

        Assert.Equal((MatchOutcome.Link, jane), (verdict.Outcome, id));
        Assert.Equal(["campus", "hr"], _registry[jane].Records.Select(r => r.Source));
    }

    [Theory]
    [InlineData("familyName", "Smyth")]
    [InlineData("givenName", "Jnae")]
    [InlineData("mobile", "0791234568")]
    [InlineData("postcode", "8011")]
    public void OneTypo_IsLinked(string attribute, string value)
    {
        var jane = Take("hr", "1", Person());
        Assert.Equal(jane, Take("campus", "a", Person((attribute, value))));
    }

    [Fact]
    public void SwappedDayAndMonth_IsLinked()
    {
        var jane = Take("hr", "1", Person());
        Assert.Equal(jane, Take("campus", "a", Person().SetItem("birthDate", Date(1980, 4, 3))));
    }

    [Fact]
    public void Namesake_WithOtherNumber_WaitsWithTheCandidate()
    {
        var jane = Take("hr", "1", Person());

        var (verdict, id) = _registry.Take(Registry.Join("campus", "a", Person(("mobile", "0765550000"))));

        Assert.Equal((MatchOutcome.Review, null), (verdict.Outcome, id));
        var candidate = Assert.Single(verdict.Candidates);
        Assert.Equal(jane, candidate.IdentityId);
        Assert.InRange(candidate.Confidence, 0.75, 0.95);
        Assert.DoesNotContain("Smith", candidate.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void SomebodyElse_IsNew()
    {
        Take("hr", "1", Person());
        Assert.Equal(MatchOutcome.Create, _registry.Take(Registry.Join("campus", "a", Person(("familyName", "Keller"), ("givenName", "Otto"), ("mobile", "1")))).Verdict.Outcome);
    }

    [Fact]
    public void TwoWhoMatch_NobodyIsLinked()
    {
        Take("hr", "1", Person());
        var other = Registry.Join("hr", "2", Person());
        Assert.Equal(MatchOutcome.Review, _registry.Take(other).Verdict.Outcome);

        // Even two of one source that cannot be told apart were both let in by hand: a third record asks.
        var rule = Registry.Snapshot.FindCorrelationRule("campus")!;
        var first = _registry[IdentityId.For(Setup.Tenant, "hr", "1")];
        var verdict = MatchDecision.Decide(Person(), "campus", [first, first with { Id = "idn-twin" }], cut: false, rule, Setup.Now);
        Assert.Equal((MatchOutcome.Review, 2), (verdict.Outcome, verdict.Candidates.Length));
    }

    [Fact]
    public void TooManyCandidates_NobodyIsLinked()
    {
        Take("hr", "1", Person());
        var rule = Registry.Snapshot.FindCorrelationRule("campus")!;
        var first = _registry[IdentityId.For(Setup.Tenant, "hr", "1")];
        Assert.Equal(MatchOutcome.Review, MatchDecision.Decide(Person(), "campus", [first], cut: true, rule, Setup.Now).Outcome);
        Assert.Equal(MatchOutcome.Review, MatchDecision.Decide(Person(), "campus", [], cut: true, rule, Setup.Now).Outcome);
    }

    [Fact]
    public void ExactKey_OfTheSamePerson_LinksAndOfSomebodyElseAsks()
    {
        var jane = Take("hr", "1", Person(("number", "100")));

        Assert.Equal(jane, Take("campus", "a", Person(("number", "100"), ("familyName", "Keller-Smith"))));
        var mistyped = _registry.Take(Registry.Join("campus", "b", Person(
            ("number", "100"), ("familyName", "Obi"), ("givenName", "Ken"), ("mobile", "1")).SetItem("birthDate", Date(1960, 1, 1))));

        Assert.Equal((MatchOutcome.Review, jane), (mistyped.Verdict.Outcome, Assert.Single(mistyped.Verdict.Candidates).IdentityId));
    }

    [Fact]
    public void Rehire_UnderANewKey_ContinuesTheIdentityWithinTheWindowOnly()
    {
        var jane = Take("hr", "1", Person());
        Take("hr", "1", Person().SetItem("left", Value.From(Setup.Now)), "leave");
        Assert.Equal(LifecycleState.Archived, _registry[jane].State);

        _registry.Now += TimeSpan.FromDays(729);
        Assert.Equal(jane, Take("hr", "2", Person()));
        Assert.Equal((LifecycleState.Active, 3), (_registry[jane].State, _registry[jane].Epoch));

        Take("hr", "2", Person().SetItem("left", Value.From(_registry.Now)), "leave again");
        _registry.Now += TimeSpan.FromDays(730);
        Assert.NotEqual(jane, Take("hr", "3", Person()));
    }

    [Fact]
    public void Evaluate_WindowOver_TakesTheLeaverOutOfTheIndex()
    {
        var career = new Career(Registry.Snapshot);
        career.Submit(Registry.Join("hr", "1", Person()));
        Assert.Equal(3, career.Last.AddBlocks.Length);
        career.Submit(Registry.Join("hr", "1", Person().SetItem("left", Value.From(career.Now))) with { EventId = "left" });
        Assert.Equal((Setup.Now, Setup.Now.AddDays(730)), (career.Identity!.LeftAt, career.Identity.NextEvaluation));

        career.At(Setup.Now.AddDays(730));

        Assert.Equal(3, career.Last.RemoveBlocks.Length);
        Assert.Equal((true, null), (career.Identity!.Blocks.IsEmpty, career.Identity.NextEvaluation));
    }

    [Fact]
    public void Conversion_ContractorToEmployee_KeepsOneIdentity()
    {
        var jane = Take("campus", "a", Person());
        Take("hr", "1", Person());
        Take("campus", "a", Person().SetItem("left", Value.From(Setup.Now)), "contract ends");

        Assert.Equal((LifecycleState.Active, 1), (_registry[jane].State, _registry[jane].Epoch));
    }

    [Fact]
    public void Compile_FaultyRule_GivesEveryFault()
    {
        var rule = new CorrelationRule
        {
            Name = "bad",
            Sources = ["hr", "nobody"],
            Blocks = [new([]), new([new("unknown", BlockForm.Value)])],
            Compare = [new("familyName", ComparisonMethod.Exact, 0)],
            Link = 0.5,
            Review = 0.6,
        };

        var faults = PolicySnapshot.Compile(Registry.Configuration with { CorrelationRules = [Registry.Rule, rule] }, 1).Faults;

        Assert.Equal(
            [
                (FaultReasons.NameDuplicate, "spec.sources[0]"), (FaultReasons.ReferenceUnknown, "spec.sources[1]"),
                (FaultReasons.ValueMissing, "spec.blocks[0].parts"), (FaultReasons.ReferenceUnknown, "spec.blocks[1].parts[0].attribute"),
                (FaultReasons.ValueOutOfRange, "spec.compare[0].weight"), (FaultReasons.ValueOutOfRange, "spec.link"),
            ],
            faults.Select(f => (f.Reason, f.Path)));
        Assert.All(faults, f => Assert.Equal("CorrelationRule/bad", f.Document));
    }

    private static Value Date(int year, int month, int day) => Value.From(new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero));

    private static ImmutableSortedDictionary<string, Value> Person(params (string Name, string Value)[] different)
    {
        var person = Setup.Attributes(
            ("familyName", Value.From("Smith")), ("givenName", Value.From("Jane")), ("birthDate", Date(1980, 3, 4)),
            ("postcode", Value.From("8001")), ("mobile", Value.From("0791234567")));
        return person.SetItems(different.Select(d => KeyValuePair.Create(d.Name, Value.From(d.Value))));
    }

    private string Take(string source, string key, ImmutableSortedDictionary<string, Value> attributes, string eventId = "join")
    {
        var (verdict, id) = _registry.Take(Registry.Join(source, key, attributes) with { EventId = eventId });
        Assert.True(id is not null, verdict.Explanation);
        return id;
    }
}
