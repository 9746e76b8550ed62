using Prov.Domain.Identities;
using Prov.Storage.Commits;

namespace Prov.Storage.Tests.Conformance;

public abstract class ReservationTests(StoreProvider provider)
{
    private static readonly Reservation _name = new("account:directory", "jsmith");

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task Reserve_TakenByAnother_NamesReservationAndOwner()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var (first, second) = (Sample.Identity("1"), Sample.Identity("2"));
        await store.CommitIdentityAsync(Sample.Commit(first) with { Reserve = [_name] }, Cancellation);

        var result = await store.CommitIdentityAsync(
            Sample.Commit(second) with { Reserve = [new("account:crm", "free"), _name], Event = Sample.Mark(second.Id, "e2") }, Cancellation);

        Assert.Equal((CommitStatus.ReservationTaken, _name, first.Id), (result.Status, result.Taken, result.TakenBy));
        Assert.Null(await store.LoadIdentityAsync(second.Id, Cancellation));
        Assert.Equal(1, await database.CountAsync("reservations"));
        Assert.Equal(0, await database.CountAsync("events"));
    }

    [Fact]
    public async Task Reserve_HeldByItself_IsNoConflict()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        await store.CommitIdentityAsync(Sample.Commit(identity) with { Reserve = [_name] }, Cancellation);

        var again = Sample.Commit(identity with { Version = 1 }) with { Reserve = [_name] };

        Assert.Equal(CommitStatus.Committed, (await store.CommitIdentityAsync(again, Cancellation)).Status);
    }

    [Fact]
    public async Task Reserve_HundredTakers_OneWins()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync() };

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            stores[i % 2].CommitIdentityAsync(Sample.Commit(Sample.Identity($"{i}")) with { Reserve = [_name] }, Cancellation)));

        Assert.Single(results, r => r.Status == CommitStatus.Committed);
        Assert.Equal(99, results.Count(r => r.Status == CommitStatus.ReservationTaken));
        var owner = (await stores[0].FindOwnersAsync(Sample.Tenant, [_name], Cancellation))[_name];
        Assert.All(results.Where(r => r.Status != CommitStatus.Committed), r => Assert.Equal(owner, r.TakenBy));
        Assert.Equal(1, await database.CountAsync("identities"));
    }

    [Fact]
    public async Task Reserve_TwoNamesInOppositeOrder_NoneIsLost()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync() };
        var names = Enumerable.Range(0, 40).Select(i => new Reservation("account:directory", $"n{i}")).ToArray();

        // Each commit takes its neighbour's names in the other order: what makes locks wait for each other.
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
        {
            var (low, high) = (names[i % 39], names[(i % 39) + 1]);
            return stores[i % 2].CommitIdentityAsync(
                Sample.Commit(Sample.Identity($"{i}")) with { Reserve = i % 4 < 2 ? [low, high] : [high, low] }, Cancellation);
        }));

        var winners = results.Count(r => r.Status == CommitStatus.Committed);
        Assert.Equal(winners, await database.CountAsync("identities"));
        Assert.Equal(winners * 2, await database.CountAsync("reservations"));
    }

    [Fact]
    public async Task Release_BeforeItsInstant_OnlyTheFormerOwnerMayTakeIt()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await ReleaseAsync(store);

        var other = await store.CommitIdentityAsync(Sample.Commit(Sample.Identity("2")) with { Reserve = [_name] }, Cancellation);
        var former = await store.CommitIdentityAsync(
            Sample.Commit(Sample.Identity("1") with { Version = 2 }) with { Reserve = [_name] }, Cancellation);
        database.Time.Advance(TimeSpan.FromDays(11));
        var late = await store.CommitIdentityAsync(
            Sample.Commit(Sample.Identity("2")) with { Reserve = [_name], At = database.Time.GetUtcNow() }, Cancellation);

        Assert.Equal(CommitStatus.ReservationTaken, other.Status);
        Assert.Equal(CommitStatus.Committed, former.Status);
        Assert.Equal(CommitStatus.ReservationTaken, late.Status);
    }

    [Fact]
    public async Task Release_AfterItsInstant_AnotherMayTakeIt()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await ReleaseAsync(store);
        database.Time.Advance(TimeSpan.FromDays(11));
        var second = Sample.Identity("2");

        Assert.Empty(await store.FindOwnersAsync(Sample.Tenant, [_name], Cancellation));
        var result = await store.CommitIdentityAsync(
            Sample.Commit(second) with { Reserve = [_name], At = database.Time.GetUtcNow() }, Cancellation);

        Assert.Equal(CommitStatus.Committed, result.Status);
        Assert.Equal(second.Id, (await store.FindOwnersAsync(Sample.Tenant, [_name], Cancellation))[_name]);
    }

    [Fact]
    public async Task FindReserved_Prefix_FindsInOrderUpToTheLimit()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var keys = new[] { "smith", "smith1", "smith_2", "smithé", "smit", "Smith", "smj" };
        await store.CommitIdentityAsync(
            Sample.Commit(Sample.Identity("1")) with { Reserve = [.. keys.Select(k => new Reservation("account:directory", k))] }, Cancellation);

        Assert.Equal(
            ["smith", "smith1", "smith_2", "smithé"],
            await store.FindReservedAsync(Sample.Tenant, "account:directory", "smith", 10, Cancellation));
        Assert.Equal(2, (await store.FindReservedAsync(Sample.Tenant, "account:directory", "smith", 2, Cancellation)).Count);
        Assert.Empty(await store.FindReservedAsync("other", "account:directory", "smith", 10, Cancellation));
    }

    private static async Task ReleaseAsync(IProvStore store)
    {
        var identity = Sample.Identity("1");
        await store.CommitIdentityAsync(Sample.Commit(identity) with { Reserve = [_name] }, Cancellation);
        await store.CommitIdentityAsync(
            Sample.Commit(identity with { Version = 1 }) with { Release = [(_name, Sample.Now.AddDays(10))] }, Cancellation);
    }
}

public sealed class SqliteReservationTests() : ReservationTests(StoreProvider.Sqlite);

public sealed class PostgreSqlReservationTests() : ReservationTests(StoreProvider.PostgreSql);
