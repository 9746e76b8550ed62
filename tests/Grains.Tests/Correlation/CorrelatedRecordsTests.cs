using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Domain.Tests;
using Prov.Domain.Tests.Correlation;
using Prov.Domain.WorkItems;
using Prov.Grains.WorkItems;

namespace Prov.Grains.Tests.Correlation;

/// <summary>Records without a common key find their identities, or wait for a person.</summary>
public sealed class CorrelatedRecordsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Doubtful_Record_WaitsWithoutEffectAndGoesWhereAPersonSays()
    {
        await using var world = await CorrelationWorld.StartAsync();
        var jane = await world.SubmitAsync(Registry.Join("hr", "1", Person()));

        var waiting = await world.SubmitAsync(Registry.Join("campus", "a", Namesake()));
        Assert.Equal((EventOutcome.Waiting, ""), (waiting.Outcome, waiting.IdentityId));
        Assert.True((await world.SubmitAsync(Registry.Join("campus", "a", Namesake()))).Repeated);
        Assert.Equal(1, await world.CountAsync());
        var item = Assert.Single(await world.ItemsAsync());
        Assert.Equal((WorkItemKind.Correlation, jane.IdentityId), (item.Kind, Assert.Single(item.Candidates).IdentityId));

        var done = await world.CompleteAsync(item, WorkItemDecision.Link, jane.IdentityId);

        Assert.Equal((WorkItemState.Done, "tester"), (done.State, done.ClosedBy));
        Assert.Equal(["campus", "hr"], (await world.LoadAsync(jane.IdentityId)).Records.Select(r => r.Source));
        Assert.Equal(jane.IdentityId, (await world.SubmitAsync(Event("a", LifecycleEventKind.Move, ("postcode", "9000")))).IdentityId);
    }

    [Fact]
    public async Task EventsThatWait_KeepTheirOrderAndNoneIsLost()
    {
        await using var world = await CorrelationWorld.StartAsync();
        await world.SubmitAsync(Registry.Join("hr", "1", Person()));
        await world.SubmitAsync(Registry.Join("campus", "a", Namesake()));
        await world.SubmitAsync(Event("a", LifecycleEventKind.Move, ("postcode", "9000")));
        await world.SubmitAsync(Event("a", LifecycleEventKind.Leave));
        var item = Assert.Single(await world.ItemsAsync());
        Assert.Equal(3, item.Waiting.Length);

        await world.CompleteAsync(item, WorkItemDecision.Create);

        var created = await world.LoadAsync(IdentityId.For(Setup.Tenant, "campus", "a"));
        Assert.Equal((LifecycleState.Archived, true, "9000"), (created.State, created.Records[0].Ended, created.Attributes["postcode"].AsString()));
        Assert.Equal(WorkItemState.Done, Assert.Single(await world.ItemsAsync()).State);
    }

    [Fact]
    public async Task CorrectedRecord_ClosesItsItemByItself()
    {
        await using var world = await CorrelationWorld.StartAsync();
        var jane = await world.SubmitAsync(Registry.Join("hr", "1", Person()));
        await world.SubmitAsync(Registry.Join("campus", "a", Namesake()));

        var corrected = await world.SubmitAsync(Registry.Join("campus", "a", Person()) with { EventId = "corrected" });

        Assert.Equal(jane.IdentityId, corrected.IdentityId);
        Assert.Equal((WorkItemState.Cancelled, "prov"), Assert.Single((await world.ItemsAsync()).Select(i => (i.State, i.ClosedBy))));
        Assert.Equal("0791234567", (await world.LoadAsync(jane.IdentityId)).Records[0].Attributes["mobile"].AsString());
    }

    [Fact]
    public async Task Decisions_ThatCannotBe_AreRefused()
    {
        await using var world = await CorrelationWorld.StartAsync();
        await world.SubmitAsync(Registry.Join("hr", "1", Person()));
        await world.SubmitAsync(Registry.Join("campus", "a", Namesake()));
        var item = Assert.Single(await world.ItemsAsync());

        foreach (var (decision, identity) in new[] { (WorkItemDecision.Resolved, ""), (WorkItemDecision.Link, ""), (WorkItemDecision.Link, "idn-x"), (WorkItemDecision.Create, "idn-x") })
        {
            var refused = await Assert.ThrowsAsync<WorkItemRefusedException>(() => world.CompleteAsync(item, decision, identity));
            Assert.Equal(WorkItemReasons.DecisionNotPossible, refused.Reason);
        }

        Assert.Equal("RECORD_UNKNOWN", (await world.TryAsync(Event("nobody", LifecycleEventKind.Leave))).Refusal!.Faults[0].Reason);
    }

    // Whichever is first, the other sees it, or a work item names both: two records of one person never pass unseen.
    [Fact]
    public async Task TwoRecordsAtOnce_AreLinkedOrAWorkItemSaysSo()
    {
        await using var world = await CorrelationWorld.StartAsync();
        var (linked, told) = (0, 0);
        for (var i = 0; i < 30; i++)
        {
            var mobile = $"079{i:0000000}";
            var person = Person().SetItem("mobile", Value.From(mobile)).SetItem("familyName", Value.From("Smith" + (char)('a' + i)))
                .SetItem("birthDate", Value.From(Setup.Now.AddDays(-10_000 - (400 * i))));
            var both = await Task.WhenAll(world.SubmitAsync(Registry.Join("hr", $"h{i}", person)), world.SubmitAsync(Registry.Join("campus", $"c{i}", person)));
            if (both[0].IdentityId == both[1].IdentityId)
            {
                linked++;
                continue;
            }

            var ids = both.Select(b => b.IdentityId).ToHashSet();
            Assert.Contains(await world.ItemsAsync(), item => item.Key.StartsWith("duplicate:", StringComparison.Ordinal) && item.Candidates.All(c => ids.Contains(c.IdentityId)));
            told++;
        }

        output.WriteLine($"{linked} pairs linked, {told} told by a work item.");
    }

    // As when the silo is lost between the commits and the look for duplicates: only the marks are left.
    [Fact]
    public async Task Sweep_TwoNewRecordsOfOnePersonThatNobodyLookedFor_AWorkItemNamesBoth()
    {
        await using var world = await CorrelationWorld.StartAsync();
        var (first, second) = (await world.MakeNewAsync(Registry.Join("hr", "1", Person())), await world.MakeNewAsync(Registry.Join("campus", "a", Person())));
        Assert.Empty(await world.ItemsAsync());
        var sweeper = world.DuplicateSweeper();

        Assert.Equal(0, await sweeper.SweepAsync(CancellationToken.None));
        Assert.Equal(2, await sweeper.SweepAsync(CancellationToken.None));

        var item = Assert.Single(await world.ItemsAsync());
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), item.Candidates.Select(c => c.IdentityId));
        Assert.Empty(await world.Store.ListDuplicateChecksAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Submit_NewRecord_LeavesNoMarkBehind()
    {
        await using var world = await CorrelationWorld.StartAsync();

        await world.SubmitAsync(Registry.Join("hr", "1", Person()));

        Assert.Empty(await world.Store.ListDuplicateChecksAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task TwoSources_TwoThousandPeople_NoWrongLink()
    {
        await using var world = await CorrelationWorld.StartAsync();
        var answers = new ConcurrentBag<(Population.Row Row, EventReceipt Receipt)>();
        await Parallel.ForEachAsync(
            new Population(seed: 7, count: 2_000).Rows(),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (row, _) => answers.Add((row, await world.SubmitAsync(row.Event))));

        var creators = answers.Where(a => a.Receipt.IdentityId == IdentityId.For(Setup.Tenant, a.Row.Event.Source, a.Row.Event.SourceKey))
            .ToDictionary(a => a.Receipt.IdentityId, a => a.Row.Person);
        var links = answers.Where(a => a.Receipt.Outcome != EventOutcome.Waiting && a.Receipt.IdentityId
            != IdentityId.For(Setup.Tenant, a.Row.Event.Source, a.Row.Event.SourceKey)).ToList();
        var wrong = links.Count(l => creators[l.Receipt.IdentityId] != l.Row.Person);
        var waiting = answers.Count(a => a.Receipt.Outcome == EventOutcome.Waiting);
        var several = creators.Values.GroupBy(p => p).Count(g => g.Count() > 1);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{answers.Count} rows: {links.Count} links, {wrong} wrong, {waiting} work items, {several} people twice."));
        Assert.Equal(0, wrong);
        Assert.True(links.Count > 1_000);
        Assert.Equal(creators.Count, await world.CountAsync());
    }

    private static LifecycleEvent Event(string key, LifecycleEventKind kind, params (string Name, string Value)[] attributes) => new()
    {
        Tenant = Setup.Tenant,
        Source = "campus",
        SourceKey = key,
        EventId = $"{key}:{kind}",
        Kind = kind,
        Attributes = AttributeSet.Empty.AddRange(attributes.Select(a => KeyValuePair.Create(a.Name, Value.From(a.Value)))),
    };

    private static ImmutableSortedDictionary<string, Value> Namesake() => Person().SetItem("mobile", Value.From("0765550000"));

    private static ImmutableSortedDictionary<string, Value> Person() => Setup.Attributes(
        ("familyName", Value.From("Smith")), ("givenName", Value.From("Jane")), ("birthDate", Value.From(new DateTimeOffset(1980, 3, 4, 0, 0, 0, TimeSpan.Zero))),
        ("postcode", Value.From("8001")), ("mobile", Value.From("0791234567")));
}
