using Prov.Domain.Sources;
using Prov.Storage.Commits;

namespace Prov.Storage.Tests.Conformance;

public abstract class EventTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task CommitIdentity_RepeatedEvent_GivesTheFirstReceipt()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        var mark = Sample.Mark(identity.Id, "e1") with { Outcome = EventOutcome.Scheduled, Generation = 1 };
        await store.CommitIdentityAsync(Sample.Commit(identity) with { Event = mark }, Cancellation);

        var again = Sample.Commit(identity with { Version = 1 }) with { Event = mark with { Outcome = EventOutcome.Unchanged, Generation = 2 } };
        var result = await store.CommitIdentityAsync(again, Cancellation);

        Assert.Equal(CommitStatus.RepeatedEvent, result.Status);
        Assert.Equal(new EventReceipt("e1", identity.Id, EventOutcome.Scheduled, 1, Repeated: true), result.FirstReceipt);
        Assert.Equal(1, (await store.LoadIdentityAsync(identity.Id, Cancellation))!.Version);
    }

    [Fact]
    public async Task CommitIdentity_EventIdWithOtherContent_IsRefused()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        await store.CommitIdentityAsync(Sample.Commit(identity) with { Event = Sample.Mark(identity.Id, "e1") }, Cancellation);

        var other = Sample.Commit(identity with { Version = 1 }) with { Event = Sample.Mark(identity.Id, "e1", Guid.NewGuid()) };

        Assert.Equal(CommitStatus.EventIdReused, (await store.CommitIdentityAsync(other, Cancellation)).Status);
    }

    [Fact]
    public async Task CommitIdentity_MarkAlone_IsKept()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var mark = new IdentityCommit { CommitId = Guid.NewGuid(), Event = Sample.Mark("idn-a", "e1"), At = Sample.Now };

        Assert.Equal(CommitStatus.Committed, (await store.CommitIdentityAsync(mark, Cancellation)).Status);
        Assert.Equal(CommitStatus.RepeatedEvent, (await store.CommitIdentityAsync(mark, Cancellation)).Status);
        Assert.Equal(0, await database.CountAsync("identities"));
    }

    [Fact]
    public async Task CommitIdentity_SameEventFromAHundredCallers_TakesEffectOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync() };

        // To other identities each, so that the mark alone decides.
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
        {
            var identity = Sample.Identity($"{i}");
            return stores[i % 2].CommitIdentityAsync(
                Sample.Commit(identity) with { Event = Sample.Mark(identity.Id, "e1") }, Cancellation);
        }));

        Assert.Single(results, r => r.Status == CommitStatus.Committed);
        var receipts = results.Where(r => r.Status == CommitStatus.RepeatedEvent).Select(r => r.FirstReceipt!.IdentityId).ToList();
        Assert.Equal(99, receipts.Count);
        Assert.Single(receipts.Distinct());
        Assert.Equal(1, await database.CountAsync("identities"));
    }

    [Fact]
    public async Task CommitIdentity_ManyRepeatsAmongNew_EachIsJudgedByItself()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => CommitAsync(store, i)));

        var results = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => CommitAsync(store, i)));

        Assert.All(results[..200], r => Assert.Equal(CommitStatus.RepeatedEvent, r.Status));
        Assert.All(results[200..], r => Assert.Equal(CommitStatus.Committed, r.Status));
        Assert.Equal(400, await database.CountAsync("audit_entries"));
        Assert.Empty((await store.VerifyAuditAsync(Cancellation)).Breaks);
    }

    private static Task<CommitResult> CommitAsync(IProvStore store, int number)
    {
        var identity = Sample.Identity($"{number}");
        return store.CommitIdentityAsync(
            Sample.Commit(identity) with { Event = Sample.Mark(identity.Id, $"e{number}") }, Cancellation);
    }
}

public sealed class SqliteEventTests() : EventTests(StoreProvider.Sqlite);

public sealed class PostgreSqlEventTests() : EventTests(StoreProvider.PostgreSql);
