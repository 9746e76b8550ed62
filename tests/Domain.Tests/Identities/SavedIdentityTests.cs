using System.Text.Json;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Domain.Tests.Correlation;

namespace Prov.Domain.Tests.Identities;

/// <summary>What is saved and read back must decide as what was in memory.</summary>
public class SavedIdentityTests
{
    [Fact]
    public void Decide_AfterSavingAndLoading_ChangesNothing()
    {
        var career = new Career();
        career.Submit(Setup.Join(Setup.Jane(
            "Sales", ("salary", Value.From(5L)), ("hired", Value.From(Setup.Now.AddTicks(-1))), ("left", Value.From(Setup.Now.AddDays(99))),
            ("phones", Value.ListOf(["1", "2"])))));
        career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.Null)), 5, Setup.Now.AddDays(1).AddTicks(7)));

        var loaded = Copy(career.Identity!) with { Accounts = [.. career.Identity!.Accounts.Select(Copy)] };
        var decision = LifecycleDecision.Decide(loaded, null, career.Snapshot, career.Now, career.Context);

        Assert.False(decision.Changed);
        Assert.Equal(ValueKind.Double, loaded.Attributes["pay"].Kind);
        Assert.Equal(career.Identity.NextEvaluation, decision.Next.NextEvaluation);
    }

    [Fact]
    public void Decide_LoadedLeaver_ChangesNothing()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        career.Submit(Setup.Leave());

        var loaded = Copy(career.Identity!) with { Accounts = [.. career.Identity!.Accounts.Select(Copy)] };

        Assert.False(LifecycleDecision.Decide(loaded, null, career.Snapshot, career.Now, career.Context).Changed);
    }

    [Fact]
    public void Decide_SavedBeforeGrantsHadDatesAndConflicts_ChangesNothing()
    {
        var career = new Career();
        career.Submit(Setup.Join());
        var payload = System.Text.Json.Nodes.JsonNode.Parse(JsonSerializer.Serialize(career.Identity))!.AsObject();
        Assert.True(payload.Remove("DirectGrants") && payload.Remove("Withheld") && payload.Remove("Violations"));
        foreach (var grant in payload["Grants"]!.AsArray())
        {
            Assert.True(grant!.AsObject().Remove("Intent") && grant.AsObject().Remove("ValidUntil") && grant.AsObject().Remove("RemoveAfter") && grant.AsObject().Remove("RemoveAt"));
        }

        var loaded = payload.Deserialize<Identity>()! with { Accounts = career.Identity!.Accounts };

        Assert.False(LifecycleDecision.Decide(loaded, null, career.Snapshot, career.Now, career.Context).Changed);
    }

    [Fact]
    public void Decide_SavedBeforeWorkItemsAndBlocks_ReadsAndIsFoundFromNowOn()
    {
        var career = new Career(Setup.Compile(Registry.Configuration with { CorrelationRules = [] }));
        career.Submit(Registry.Join("hr", "1", Setup.Attributes(("familyName", Value.From("Smith")), ("mobile", Value.From("0791234567")))));
        var saved = JsonSerializer.SerializeToNode(career.Identity)!.AsObject();
        Assert.All(new[] { "WorkItems", "Blocks", "LeftAt" }, name => Assert.True(saved.Remove(name)));
        var loaded = saved.Deserialize<Identity>()! with { Version = 1 };

        Assert.False(LifecycleDecision.Decide(loaded, null, career.Snapshot, career.Now, career.Context).Changed);
        var decision = LifecycleDecision.Decide(loaded, null, Registry.Snapshot, career.Now, career.Context);

        Assert.Equal(["people/2|0791234567"], decision.AddBlocks);
    }

    private static T Copy<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value))!;
}
