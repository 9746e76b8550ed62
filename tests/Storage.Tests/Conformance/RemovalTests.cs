using Prov.Domain.Removals;
using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

public abstract class RemovalTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task TakeRemovals_ManyAtOnceOfSeveralSilos_NeverExceedTheLimitAndUseIt()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync(), await database.OpenAsync(), await database.OpenAsync() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => TakeAsync(stores[i % 4], Sample.Now, ("a", 1 + (i % 3)), ("b", 1))));

        var taken = answers.Where(a => a.Admitted).Sum(a => a.Counts[0].Planned);
        Assert.Equal(50, taken);
        Assert.Equal(50, (await TakeAsync(stores[0], Sample.Now, ("a", 0))).Counts[0].Taken);
        Assert.Equal(answers.Count(a => a.Admitted), (await TakeAsync(stores[0], Sample.Now, ("b", 0))).Counts[0].Taken);
    }

    [Fact]
    public async Task TakeRemovals_OneScopeFull_CountsInNone()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await TakeAsync(store, Sample.Now, ("a", 50));

        Assert.False((await TakeAsync(store, Sample.Now, ("b", 1), ("a", 1))).Admitted);

        Assert.Equal(0, (await TakeAsync(store, Sample.Now, ("b", 0))).Counts[0].Taken);
        Assert.Equal(0, (await TakeAsync(store, Sample.Now, "other", ("a", 0))).Counts[0].Taken);
    }

    [Fact]
    public async Task TakeRemovals_WindowMovesOn_ForgetsWhatIsOlder()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await TakeAsync(store, Sample.Now, ("a", 30));
        await TakeAsync(store, Sample.Now.AddHours(12), ("a", 20));

        Assert.False((await TakeAsync(store, Sample.Now.AddHours(23), ("a", 1))).Admitted);
        Assert.Equal(20, (await TakeAsync(await database.OpenAsync(), Sample.Now.AddHours(25), ("a", 30))).Counts[0].Taken);
        Assert.False((await TakeAsync(store, Sample.Now.AddHours(25), ("a", 1))).Admitted);
    }

    [Fact]
    public async Task CommitIdentity_HeldLeave_StopsItsSourceUntilItIsFree()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await HoldAsync(store, "7", "leave-7");

        Assert.True((await TakeAsync(store, Sample.Now, ("a", 1))).SourceHolds);
        Assert.False((await TakeAsync(store, Sample.Now, Sample.Tenant, "other", ("a", 1))).SourceHolds);

        var identity = Sample.Identity("7") with { Version = 1 };
        await store.CommitIdentityAsync(Sample.Commit(identity) with { Free = [new(Sample.Source, "7", "leave-7")] }, Cancellation);

        Assert.True((await TakeAsync(store, Sample.Now, ("a", 1))).Admitted);
        Assert.Equal(0, (await store.SummarizeHeldLeavesAsync(Sample.Tenant, Sample.Source, Cancellation)).Count);
    }

    [Fact]
    public async Task CommitIdentity_ThatLoses_HoldsNothing()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await store.CommitIdentityAsync(Sample.Commit(Sample.Identity("7")), Cancellation);

        await HoldAsync(store, "7", "leave-7");

        Assert.Equal(0, (await store.SummarizeHeldLeavesAsync(Sample.Tenant, Sample.Source, Cancellation)).Count);
    }

    [Fact]
    public async Task DecideHeldLeaves_PlanThatHasChanged_IsRefusedAndThePresentOneIsDue()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await HoldAsync(store, "7", "leave-7");
        var seen = await store.SummarizeHeldLeavesAsync(Sample.Tenant, Sample.Source, Cancellation);
        await HoldAsync(store, "8", "leave-8");

        var (decided, plan) = await store.DecideHeldLeavesAsync(seen, drop: false, Sample.Now, Cancellation);

        Assert.Equal((false, 2L), (decided, plan.Count));
        Assert.NotEqual(seen.Hash, plan.Hash);
        Assert.Empty(await store.ClaimDecidedLeavesAsync(Sample.Now, TimeSpan.FromMinutes(1), 10, Cancellation));
        Assert.True((await store.DecideHeldLeavesAsync(plan, drop: true, Sample.Now, Cancellation)).Decided);
        Assert.False((await store.DecideHeldLeavesAsync(plan, drop: true, Sample.Now, Cancellation)).Decided);
        Assert.False((await TakeAsync(store, Sample.Now, ("a", 1))).SourceHolds);
        var due = await store.ClaimDecidedLeavesAsync(Sample.Now, TimeSpan.FromMinutes(1), 10, Cancellation);
        Assert.Equal(2, due.Count);
        Assert.All(due, leave => Assert.True(leave.Dropped));
        Assert.Empty(await store.ClaimDecidedLeavesAsync(Sample.Now, TimeSpan.FromMinutes(1), 10, Cancellation));
        Assert.Equal(2, (await store.ClaimDecidedLeavesAsync(Sample.Now.AddMinutes(1), TimeSpan.FromMinutes(1), 10, Cancellation)).Count);
    }

    [Fact]
    public async Task ListHeldLeaves_PageByPage_EachOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        foreach (var number in Enumerable.Range(10, 15))
        {
            await HoldAsync(store, $"{number}", $"e{number}");
        }

        var (events, token) = (new List<string>(), "");
        do
        {
            var page = await store.ListHeldLeavesAsync(new(Sample.Tenant, Sample.Source, 4, token), Cancellation);
            (token, _) = (page.NextPageToken, 0);
            events.AddRange(page.Items.Select(l => l.EventId));
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(10, 15).Select(n => $"e{n}"), events);
    }

    [Fact]
    public async Task SaveAbsences_Again_ReplacesThoseOfTheSource()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await store.SaveAbsencesAsync(Sample.Tenant, "hr", new Dictionary<string, int> { ["a"] = 1, ["Ä\""] = 2 }, Cancellation);
        await store.SaveAbsencesAsync(Sample.Tenant, "crm", new Dictionary<string, int> { ["a"] = 5 }, Cancellation);

        await store.SaveAbsencesAsync(Sample.Tenant, "hr", new Dictionary<string, int> { ["Ä\""] = 3 }, Cancellation);

        Assert.Equal([new("Ä\"", 3)], await store.LoadAbsencesAsync(Sample.Tenant, "hr", Cancellation));
        Assert.Equal([new("a", 5)], await store.LoadAbsencesAsync(Sample.Tenant, "crm", Cancellation));
        Assert.Empty(await store.LoadAbsencesAsync("other", "hr", Cancellation));
    }

    private static Task HoldAsync(IProvStore store, string key, string eventId) => store.CommitIdentityAsync(
        Sample.Commit(Sample.Identity(key)) with { Hold = [new(Sample.Source, key, eventId)] }, Cancellation);

    private static Task<RemovalAnswer> TakeAsync(IProvStore store, DateTimeOffset now, params (string Scope, long Count)[] claims) =>
        TakeAsync(store, now, Sample.Tenant, claims);

    private static Task<RemovalAnswer> TakeAsync(IProvStore store, DateTimeOffset now, string tenant, params (string Scope, long Count)[] claims) =>
        TakeAsync(store, now, tenant, Sample.Source, claims);

    /// <summary>At most fifty of each scope within a day.</summary>
    private static Task<RemovalAnswer> TakeAsync(
        IProvStore store, DateTimeOffset now, string tenant, string source, params (string Scope, long Count)[] claims) => store.TakeRemovalsAsync(
        new RemovalRequest(tenant, [.. claims.Select(c => new RemovalCount(c.Scope, c.Count, 0, 0))], now.AddDays(-1), now) { Source = source },
        counts => RemovalJudgement.Judge(counts, _ => new() { MaxShare = 0, AlwaysAllowed = 50 }).IsEmpty,
        Cancellation);
}

public sealed class SqliteRemovalTests() : RemovalTests(StoreProvider.Sqlite);

public sealed class PostgreSqlRemovalTests() : RemovalTests(StoreProvider.PostgreSql);
