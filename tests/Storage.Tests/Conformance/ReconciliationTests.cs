using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Reconciliation;
using Prov.Domain.WorkItems;
using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

public abstract class ReconciliationTests(StoreProvider provider)
{
    private const string Target = "directory";

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task ChangeToken_SavedAndSavedAgain_IsTheLastOneAlsoForAnotherStore()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();

        Assert.Null(await store.LoadChangeTokenAsync(Sample.Tenant, Target, Cancellation));
        await store.SaveChangeTokenAsync(Sample.Tenant, Target, "one", Sample.Now, Cancellation);
        await store.SaveChangeTokenAsync(Sample.Tenant, Target, new string('ö', 4096), Sample.Now, Cancellation);
        await store.SaveChangeTokenAsync(Sample.Tenant, "other", "another", Sample.Now, Cancellation);

        var second = await database.OpenAsync();
        Assert.Equal(new string('ö', 4096), await second.LoadChangeTokenAsync(Sample.Tenant, Target, Cancellation));
        await second.SaveChangeTokenAsync(Sample.Tenant, Target, null, Sample.Now, Cancellation);
        Assert.Null(await store.LoadChangeTokenAsync(Sample.Tenant, Target, Cancellation));
        Assert.Equal("another", await store.LoadChangeTokenAsync(Sample.Tenant, "other", Cancellation));
        Assert.Null(await store.LoadChangeTokenAsync("elsewhere", "other", Cancellation));
    }

    [Fact]
    public async Task SaveReconciliation_ManyOfOneVersion_OneIsSaved()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync() };

        var begun = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => stores[i % 2].SaveReconciliationAsync(Run("r", 1, 0), Cancellation)));
        var last = Run("r", 2, 0) with { State = "Held", UpdatedAt = Sample.Now.AddMinutes(5), Progress = """{"seen":7}""" };

        Assert.Single(begun, saved => saved);
        Assert.True(await stores[0].SaveReconciliationAsync(last, Cancellation));
        Assert.False(await stores[1].SaveReconciliationAsync(last, Cancellation));
        Assert.Equal(last, await stores[1].LoadReconciliationAsync(Sample.Tenant, "r", Cancellation));
        Assert.Null(await stores[1].LoadReconciliationAsync("other", "r", Cancellation));
    }

    [Fact]
    public async Task ListReconciliations_PageByPage_EachOnceNewestFirst()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        foreach (var number in Enumerable.Range(0, 13))
        {
            await store.SaveReconciliationAsync(Run($"r{number:D2}", 1, number / 3) with { Target = number % 2 == 0 ? Target : "crm" }, Cancellation);
        }

        var all = await ReadAsync(token => store.ListReconciliationsAsync(new(Sample.Tenant, 4, token), Cancellation));
        var some = await ReadAsync(token => store.ListReconciliationsAsync(new(Sample.Tenant, 4, token) { Target = Target }, Cancellation));

        Assert.Equal(Enumerable.Range(0, 13).Reverse().Select(n => $"r{n:D2}"), all.Select(r => r.RunId));
        Assert.Equal(Enumerable.Range(0, 13).Where(n => n % 2 == 0).Reverse().Select(n => $"r{n:D2}"), some.Select(r => r.RunId));
    }

    [Fact]
    public async Task Situations_SavedAgain_AreTheLastOnesPageByPage()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var details = new SituationDetails
        {
            Owners = [new WorkItemCandidate("idn-1", 0.9, "mail 1.00")], Differing = ["enabled", "mail"], Explanation = "so \"it\" is", DeleteAt = Sample.Now,
        };
        var rows = Enumerable.Range(0, 9).Select(i => new SituationRow($"n{i}", $"name {i}", Situation.Orphan, ReconciliationAction.Report)).ToImmutableArray();
        await store.SaveSituationsAsync(Sample.Tenant, Target, "run-1", rows, Sample.Now, Cancellation);
        var last = rows[3] with
        {
            Situation = Situation.Different, Action = ReconciliationAction.Restore, AccountId = "acc-1", Digest = "00ff", Details = details,
        };
        await store.SaveSituationsAsync(Sample.Tenant, Target, "run-2", [last], Sample.Now.AddMinutes(1), Cancellation);
        await store.RemoveSituationsAsync(Sample.Tenant, Target, ["n0", "unknown"], Cancellation);

        var read = await ReadAsync(token => store.ListSituationsAsync(new(Sample.Tenant, Target, 3, token), Cancellation));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => $"n{i}"), read.Select(r => r.Key));
        Assert.Equivalent(last with { RunId = "run-2", At = Sample.Now.AddMinutes(1) }, read[2], strict: true);
        Assert.Equal(["n3"], (await store.ListSituationsAsync(new(Sample.Tenant, Target, 9, "") { RunId = "run-2" }, Cancellation)).Items.Select(r => r.Key));
        Assert.Equal(7, (await store.ListSituationsAsync(new(Sample.Tenant, Target, 9, "") { Situation = Situation.Orphan }, Cancellation)).Items.Length);
        Assert.Equal([("Different", 1L), ("Orphan", 7L)], (await store.CountSituationsAsync(Sample.Tenant, Target, Cancellation)).Select(c => (c.Key, c.Value)));
        Assert.Empty((await store.ListSituationsAsync(new("elsewhere", Target, 9, ""), Cancellation)).Items);

        var unowned = new List<string>();
        await foreach (var row in store.ScanSituationsAsync(Sample.Tenant, Target, Cancellation))
        {
            unowned.Add(row.Key);
        }

        Assert.Equal(["n1", "n2", "n4", "n5", "n6", "n7", "n8"], unowned.Order());
    }

    [Fact]
    public async Task ScanKnownAccounts_SinceAnInstant_GivesWhatWasWorkedOnSince()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var accounts = new List<string>();
        foreach (var key in new[] { "1", "2", "3" })
        {
            var identity = Sample.Identity(key) with { Reservations = [new("source:hr", key)] };
            var desired = Sample.Desired(identity);
            accounts.Add(desired.AccountId);
            await store.CommitIdentityAsync(Sample.Commit(identity, desired), Cancellation);
            if (key != "3")
            {
                database.Time.Advance(TimeSpan.FromMinutes(5));
                await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(desired)), Cancellation);
            }
        }

        Assert.Equal(accounts.Take(2).Order(), (await ScanAsync(store, DateTimeOffset.MinValue)).Order());
        Assert.Equal([accounts[1]], await ScanAsync(store, Sample.Now.AddMinutes(10)));
        var loaded = await store.LoadAccountsAsync([.. accounts, "acc-unknown"], Cancellation);
        Assert.Equal(accounts.Order(), loaded.Select(r => r.Desired.AccountId).Order());
    }

    [Fact]
    public async Task FindOwners_MoreThanOneLookUp_FindsEach()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        var held = Enumerable.Range(0, 30).Select(i => new Reservation("correlation:mail", $"m{i} \"ö\"")).ToImmutableArray();
        await store.CommitIdentityAsync(Sample.Commit(identity) with { Reserve = held }, Cancellation);

        var asked = Enumerable.Range(0, 2500).Select(i => new Reservation("correlation:mail", $"m{i} \"ö\"")).ToList();
        var owners = await store.FindOwnersAsync(Sample.Tenant, asked, Cancellation);

        Assert.Equal(held.Order(Comparer<Reservation>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))), owners.Keys.OrderBy(r => r.Key, StringComparer.Ordinal));
        Assert.All(owners.Values, owner => Assert.Equal(identity.Id, owner));
    }

    private static async Task<List<string>> ScanAsync(IProvStore store, DateTimeOffset since)
    {
        var ids = new List<string>();
        await foreach (var row in store.ScanKnownAccountsAsync(Sample.Tenant, Target, since, Cancellation))
        {
            Assert.Equal("uuid-1", row.Observed?.NativeId);
            ids.Add(row.AccountId);
        }

        return ids;
    }

    private static async Task<List<T>> ReadAsync<T>(Func<string, Task<Page<T>>> list)
    {
        var (items, token) = (new List<T>(), "");
        do
        {
            var page = await list(token);
            items.AddRange(page.Items);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        return items;
    }

    private static ReconciliationRow Run(string id, long version, int minute) => new(Sample.Tenant, id, version)
    {
        Target = Target, State = "Running", StartedAt = Sample.Now.AddMinutes(minute), UpdatedAt = Sample.Now.AddMinutes(minute), Progress = "{}",
    };
}

public sealed class SqliteReconciliationTests() : ReconciliationTests(StoreProvider.Sqlite);

public sealed class PostgreSqlReconciliationTests() : ReconciliationTests(StoreProvider.PostgreSql);
