using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Policies;

public class PolicyIndexTests
{
    [Fact]
    public void Decide_RandomConfigurationsAndPeople_GivesWhatAskingEveryPolicyGives()
    {
        var given = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var enterprise = new RandomEnterprise(seed);
            var snapshot = Setup.Compile(Undated(enterprise.Configuration()));
            for (var person = 0; person < 25; person++)
            {
                var join = enterprise.Event(person, 0, Setup.Now) with { Kind = LifecycleEventKind.Join, EffectiveAt = null, Attributes = enterprise.Row(person) };
                var next = LifecycleDecision.Decide(null, join, snapshot, Setup.Now, Setup.Context).Next;

                Assert.Equal(Shown(AskedOfAll(next, snapshot)), Shown(next.Grants));
                given += next.Grants.Length;
            }
        }

        Assert.True(given > 5_000, $"Only {given} grants were compared.");
    }

    [Theory]
    [InlineData("identity.department == 'A'", "department=A")]
    [InlineData("'A' == identity.department && identity.level > 3", "department=A")]
    [InlineData("identity.department in ['A', 'B']", "department=A department=B")]
    [InlineData("identity.department == 'A' || identity.level == 2", "department=A level=2")]
    [InlineData("identity.department == 'A' || identity.level > 2", null)]
    [InlineData("'A' in identity.tags", "tags=A")]
    [InlineData("identity.department != 'A'", null)]
    [InlineData("has(identity.department)", null)]
    [InlineData("identity.state == 'active' && identity.department == 'A'", "state=active")]
    public void OfAll_Condition_TellsWhatItCannotHoldWithout(string when, string? keys)
    {
        var snapshot = Setup.Compile(new RandomEnterprise(1).Configuration() with
        {
            Policies = [new() { Name = "p", When = when, Gives = new([], ["crm"], []) }], Roles = [],
        });

        var found = ConditionKeys.OfAll(snapshot.Conditions)[0];

        Assert.Equal(keys, found is { } known ? string.Join(' ', known.Select(k => $"{k.Attribute}={k.Value}")) : null);
    }

    [Fact]
    public void OfAll_SeveralEqualities_TakesTheAttributeThatTellsMostApart()
    {
        var snapshot = Setup.Compile(new RandomEnterprise(1).Configuration() with
        {
            Policies =
            [
                .. new[] { "A", "B", "C" }.Select(d => new BirthrightPolicy
                {
                    Name = d, When = $"identity.state == 'active' && identity.department == '{d}'", Gives = new([], ["crm"], []),
                }),
            ],
            Roles = [],
        });

        Assert.All(ConditionKeys.OfAll(snapshot.Conditions), keys => Assert.Equal("department", Assert.Single(keys!.Value).Attribute));
    }

    /// <summary>Without what is given by more than conditions: dates, periods and conflicts have tests of their own.</summary>
    private static ConfigurationSet Undated(ConfigurationSet set) => set with
    {
        SodRules = [],
        Policies = [.. set.Policies.Select(p => p with { Gives = p.Gives with { Items = [] } })],
        Roles = [.. set.Roles.Select(r => r with { Gives = r.Gives with { Items = [] } })],
    };

    /// <summary>The grants by asking every condition of every path.</summary>
    private static IEnumerable<Grant> AskedOfAll(Identity identity, PolicySnapshot snapshot)
    {
        var attributes = identity.Attributes
            .Add("id", Value.From(identity.Id))
            .Add("state", Value.From(identity.State.ToString().ToLowerInvariant()));
        var holds = snapshot.Conditions.Select(c => c.Expression.Evaluate(Value.From(attributes), Value.From(Setup.Now)).IsTrue).ToList();
        foreach (var grant in snapshot.Grants)
        {
            var causes = grant.Paths.Where(p => p.Conditions.All(c => holds[c])).Select(p => p.Cause).Distinct().ToImmutableArray();
            if (identity.State == LifecycleState.Active && !causes.IsEmpty)
            {
                yield return grant.Complete with { Causes = causes };
            }
        }
    }

    private static IEnumerable<string> Shown(IEnumerable<Grant> grants) =>
        grants.Select(g => $"{g.Kind} {g.Target} {g.Name}: {string.Join(" | ", g.Causes)}");
}
