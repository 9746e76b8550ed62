using System.Text.Json;
using Prov.Domain.Accounts;
using Prov.Storage.Commits;

namespace Prov.Storage.Tests.Conformance;

public abstract class AccountTests(StoreProvider provider)
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task CommitAccount_AtItsVersion_IsReadBackWhole()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var desired = await DesireAsync(store, "1");

        var result = await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(desired)), Cancellation);
        var row = await store.LoadAccountAsync(desired.AccountId, Cancellation);

        Assert.Equal(CommitStatus.Committed, result.Status);
        Assert.Equal(JsonSerializer.Serialize(desired), JsonSerializer.Serialize(row!.Desired));
        Assert.Equal((1L, 1L, AccountStatus.Converged, "uuid-1"), (row.Account.Version, row.Account.AppliedGeneration, row.Account.Status, row.Account.Observed!.NativeId));
        Assert.Null(row.DueAt);
    }

    [Fact]
    public async Task CommitAccount_StaleOrUnknown_ConflictsAndLeavesNoAudit()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var desired = await DesireAsync(store, "1");
        var first = Sample.Commit(Sample.Outcome(desired));
        await store.CommitAccountAsync(first, Cancellation);
        var entries = await database.CountAsync("audit_entries");

        Assert.Equal(CommitStatus.VersionConflict, (await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(desired)), Cancellation)).Status);
        Assert.Equal(CommitStatus.Committed, (await store.CommitAccountAsync(first, Cancellation)).Status);
        var unknown = Sample.Outcome(desired) with { AccountId = "acc-none" };
        Assert.Equal(CommitStatus.VersionConflict, (await store.CommitAccountAsync(Sample.Commit(unknown), Cancellation)).Status);
        Assert.Equal(entries, await database.CountAsync("audit_entries"));
    }

    [Fact]
    public async Task CommitAccount_WhileANewerGenerationIsWanted_StaysDue()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var desired = await DesireAsync(store, "1");
        await DesireAsync(store, "1", version: 1, generation: 2);

        await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(desired)) with { Generation = 1 }, Cancellation);
        var row = await store.LoadAccountAsync(desired.AccountId, Cancellation);

        Assert.Equal((2L, 1L), (row!.Desired.Generation, row.Account.AppliedGeneration));
        Assert.NotNull(row.DueAt);
        Assert.True(row.DueAt <= Sample.Now.AddSeconds(5));
    }

    [Fact]
    public async Task CommitAccount_LateRetryOfAnOlderGeneration_DoesNotPostponeTheNewer()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var desired = await DesireAsync(store, "1");
        await DesireAsync(store, "1", version: 1, generation: 2, removes: true);

        var refused = Sample.Commit(Sample.Outcome(desired, status: AccountStatus.Refused)) with
        {
            Generation = 1, DueAt = Sample.Now.AddHours(6),
        };
        await store.CommitAccountAsync(refused, Cancellation);

        var row = await store.LoadAccountAsync(desired.AccountId, Cancellation);
        Assert.True(row!.DueAt <= Sample.Now.AddSeconds(5));
    }

    [Fact]
    public async Task CommitIdentity_OlderGeneration_DoesNotLowerIt()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var desired = await DesireAsync(store, "1", generation: 5);
        await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(desired)), Cancellation);

        await DesireAsync(store, "1", version: 1, generation: 4);
        var row = await store.LoadAccountAsync(desired.AccountId, Cancellation);

        Assert.Equal((5L, 5L), (row!.Desired.Generation, row.Account.AppliedGeneration));
        Assert.Null(row.DueAt);
    }

    [Fact]
    public async Task ClaimDueAccounts_RemovalsFirstThenOldest_EachLeasedOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var late = await DesireAsync(store, "late", due: 3);
        var early = await DesireAsync(store, "early", due: 1);
        var removal = await DesireAsync(store, "removal", due: 4, removes: true);
        await DesireAsync(store, "future", due: 60);
        var now = Sample.Now.AddSeconds(10);

        var claimed = await store.ClaimDueAccountsAsync("directory", now, _lease, 10, Cancellation);

        Assert.Equal(
            [(removal.AccountId, Sample.Now.AddSeconds(4)), (early.AccountId, Sample.Now.AddSeconds(1)), (late.AccountId, Sample.Now.AddSeconds(3))],
            claimed.Select(r => (r.Desired.AccountId, r.DueAt!.Value)));
        Assert.Empty(await store.ClaimDueAccountsAsync("directory", now, _lease, 10, Cancellation));
        Assert.Empty(await store.ClaimDueAccountsAsync("crm", now + _lease, _lease, 10, Cancellation));
        Assert.Equal(2, (await store.ClaimDueAccountsAsync("directory", now + _lease, _lease, 2, Cancellation)).Count);
    }

    [Fact]
    public async Task ClaimDueAccounts_Emergency_GoesBeforeOlderRemovalsAlsoWhenAnotherGenerationFollows()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var ordinary = await DesireAsync(store, "ordinary", due: 1);
        var removal = await DesireAsync(store, "removal", due: 2, removes: true);
        var emergency = await DesireAsync(store, "emergency", due: 8, removes: true, emergency: true);
        await DesireAsync(store, "emergency", version: 1, generation: 2, due: 9);
        var now = Sample.Now.AddSeconds(10);

        var first = Assert.Single(await store.ClaimDueAccountsAsync("directory", now, _lease, 1, Cancellation));
        var rest = await store.ClaimDueAccountsAsync("directory", now, _lease, 10, Cancellation);

        Assert.Equal(emergency.AccountId, first.Desired.AccountId);
        Assert.Equal([removal.AccountId, ordinary.AccountId], rest.Select(r => r.Desired.AccountId));
    }

    [Fact]
    public async Task ClaimDueAccounts_RemovalOvertakenByAnotherGeneration_StaysFirstUntilApplied()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await DesireAsync(store, "other", due: 1);
        var desired = await DesireAsync(store, "1", due: 2, removes: true);
        var newer = await DesireAsync(store, "1", version: 1, generation: 2, due: 2);

        var claimed = await store.ClaimDueAccountsAsync("directory", Sample.Now.AddSeconds(9), _lease, 1, Cancellation);
        Assert.Equal(desired.AccountId, Assert.Single(claimed).Desired.AccountId);

        await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(newer)), Cancellation);
        await DesireAsync(store, "1", version: 2, generation: 3, due: 2);
        claimed = await store.ClaimDueAccountsAsync("directory", Sample.Now.AddSeconds(9), _lease, 1, Cancellation);
        Assert.NotEqual(desired.AccountId, Assert.Single(claimed).Desired.AccountId);
    }

    [Fact]
    public async Task ClaimDueAccounts_ManyClaimers_NoneIsGivenTwice()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync() };
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => DesireAsync(stores[0], $"{i}", due: 1)));

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            stores[i % 2].ClaimDueAccountsAsync("directory", Sample.Now.AddSeconds(9), _lease, 15, Cancellation)));

        var ids = claims.SelectMany(c => c).Select(r => r.Desired.AccountId).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(claims, c => Assert.True(c.Count <= 15));
        var rest = await stores[0].ClaimDueAccountsAsync("directory", Sample.Now.AddSeconds(9), _lease, 500, Cancellation);
        Assert.Equal(200, ids.Count + rest.Count);
    }

    [Fact]
    public async Task ClaimDueIdentities_WhenTheirEvaluationHasCome_LeasedOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        await store.CommitIdentityAsync(Sample.Commit(identity), Cancellation);
        await store.CommitIdentityAsync(Sample.Commit(Sample.Identity("2") with { NextEvaluation = null }), Cancellation);

        Assert.Empty(await store.ClaimDueIdentitiesAsync(Sample.Now.AddDays(29), _lease, 10, Cancellation));
        Assert.Equal([identity.Id], await store.ClaimDueIdentitiesAsync(Sample.Now.AddDays(30), _lease, 10, Cancellation));
        Assert.Empty(await store.ClaimDueIdentitiesAsync(Sample.Now.AddDays(30), _lease, 10, Cancellation));
    }

    [Fact]
    public async Task FindAccounts_ByStatus_OldestFirst()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var ids = new List<string>();
        foreach (var key in new[] { "a", "b", "c" })
        {
            var desired = await DesireAsync(store, key);
            database.Time.Advance(TimeSpan.FromSeconds(1));
            await store.CommitAccountAsync(
                Sample.Commit(Sample.Outcome(desired, status: AccountStatus.NameTaken)) with { At = database.Time.GetUtcNow() }, Cancellation);
            ids.Add(desired.AccountId);
        }

        Assert.Equal(ids, (await store.FindAccountsAsync("directory", AccountStatus.NameTaken, 10, Cancellation)).Select(r => r.Desired.AccountId));
        Assert.Empty(await store.FindAccountsAsync("directory", AccountStatus.Converged, 10, Cancellation));
    }

    private static async Task<DesiredAccount> DesireAsync(
        IProvStore store, string key, long version = 0, long generation = 1, int due = 5, bool removes = false, bool emergency = false)
    {
        var identity = Sample.Identity(key) with { Version = version };
        var desired = Sample.Desired(identity, generation: generation) with { RemovesAccess = removes, Emergency = emergency };
        var result = await store.CommitIdentityAsync(
            Sample.Commit(identity, desired) with { AccountsDueAt = Sample.Now.AddSeconds(due) }, Cancellation);
        Assert.Equal(CommitStatus.Committed, result.Status);
        return desired;
    }
}

public sealed class SqliteAccountTests() : AccountTests(StoreProvider.Sqlite);

public sealed class PostgreSqlAccountTests() : AccountTests(StoreProvider.PostgreSql);
