using System.Text.Json;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Storage.Commits;

namespace Prov.Storage.Tests.Conformance;

public abstract class IdentityCommitTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task CommitIdentity_New_IsReadBackWhole()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        var accounts = new[] { Sample.Desired(identity, "crm"), Sample.Desired(identity) };

        var result = await store.CommitIdentityAsync(Sample.Commit(identity, [.. accounts]), Cancellation);
        var loaded = await store.LoadIdentityAsync(identity.Id, Cancellation);

        Assert.Equal(CommitStatus.Committed, result.Status);
        Assert.Equal(1, loaded!.Version);
        Assert.Equal(Json(identity), Json(loaded));
        Assert.Equal(accounts.Select(a => a.AccountId).Order(), loaded.Accounts.Select(a => a.AccountId).Order());
    }

    [Fact]
    public async Task LoadIdentity_Unknown_IsNull()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();

        Assert.Null(await store.LoadIdentityAsync("idn-none", Cancellation));
        Assert.Null(await store.LoadAccountAsync("acc-none", Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task CommitIdentity_OtherVersion_ConflictsAndWritesNothing(long version)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        await store.CommitIdentityAsync(Sample.Commit(identity), Cancellation);

        var stale = Sample.Commit(identity with { Version = version, Epoch = 9 }, Sample.Desired(identity)) with
        {
            Event = Sample.Mark(identity.Id, "e9"), Reserve = [new("account:directory", "x")],
        };
        var result = await store.CommitIdentityAsync(stale, Cancellation);

        Assert.Equal(CommitStatus.VersionConflict, result.Status);
        Assert.Equal(1, (await store.LoadIdentityAsync(identity.Id, Cancellation))!.Epoch);
        Assert.Equal(0, await database.CountAsync("accounts"));
        Assert.Equal(0, await database.CountAsync("events"));
        Assert.Equal(0, await database.CountAsync("reservations"));
        Assert.Equal(1, await database.CountAsync("audit_entries"));
    }

    [Fact]
    public async Task CommitIdentity_UpdateOfUnknown_Conflicts()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();

        var result = await store.CommitIdentityAsync(Sample.Commit(Sample.Identity("1") with { Version = 3 }), Cancellation);

        Assert.Equal(CommitStatus.VersionConflict, result.Status);
        Assert.Equal(0, await database.CountAsync("identities"));
    }

    [Fact]
    public async Task CommitIdentity_SameCommitAgain_IsRecognised()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        var commit = Sample.Commit(identity) with { Event = Sample.Mark(identity.Id, "e1") };
        await store.CommitIdentityAsync(commit, Cancellation);

        var again = await store.CommitIdentityAsync(commit, Cancellation);

        Assert.Equal(CommitStatus.Committed, again.Status);
        Assert.Equal(1, (await store.LoadIdentityAsync(identity.Id, Cancellation))!.Version);
        Assert.Equal(1, await database.CountAsync("audit_entries"));
    }

    [Fact]
    public async Task CommitIdentity_ManyWritersOfOneVersion_OneWins()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync() };
        var identity = Sample.Identity("1");

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            stores[i % 2].CommitIdentityAsync(Sample.Commit(identity with { Epoch = i }), Cancellation)));

        Assert.Single(results, r => r.Status == CommitStatus.Committed);
        Assert.Equal(59, results.Count(r => r.Status == CommitStatus.VersionConflict));
        Assert.Equal(1, await database.CountAsync("audit_entries"));
    }

    [Fact]
    public async Task CommitIdentity_OneRefusedValueAmongMany_FailsAlone()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();

        // A null character is what PostgreSQL cannot keep; SQLite can.
        var bad = Sample.Identity("bad");
        var commit = Sample.Commit(bad, Sample.Desired(bad)) with { Event = Sample.Mark(bad.Id, "x\0y") };
        var all = Enumerable.Range(0, 50).Select(i => Sample.Commit(Sample.Identity($"{i}"))).Append(commit).ToList();
        var results = await Task.WhenAll(all.Select(c => CatchAsync(store.CommitIdentityAsync(c, Cancellation))));

        Assert.All(results[..50], r => Assert.Equal(CommitStatus.Committed, r?.Status));
        Assert.Equal(provider == StoreProvider.PostgreSql ? 50 : 51, await database.CountAsync("identities"));
        Assert.Empty((await store.VerifyAuditAsync(Cancellation)).Breaks);
    }

    [Fact]
    public async Task CommitIdentity_FullQueue_TurnsAwayAndWritesNothing()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync(o => (o.QueueLimit, o.Lanes) = (4, 1));

        var results = await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i =>
        {
            try
            {
                await store.CommitIdentityAsync(Sample.Commit(Sample.Identity($"{i}")), Cancellation);
                return true;
            }
            catch (StoreBusyException)
            {
                return false;
            }
        }));

        Assert.Contains(false, results);
        Assert.Equal(results.Count(r => r), await database.CountAsync("identities"));
    }

    [Fact]
    public async Task CommitIdentity_SecretAttributes_AreNeitherFoundNorShownInViews()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var commit = Sample.Commit(Sample.Identity("1")) with { SecretAttributes = new HashSet<string> { "department" } };
        await store.CommitIdentityAsync(commit, Cancellation);
        var filter = Expression.Compile(
            "identity.department == 'Sales' || identity.department.endsWith('s')",
            Sample.FilterEnvironment).Expression;

        var found = await store.ListIdentitiesAsync(new(Sample.Tenant, 10, "") { Filter = filter }, Cancellation);

        Assert.Empty(found.Items);
        Assert.Equal(0, await database.CountAsync("v_identities where cast(attributes as text) like '%Sales%'"));
    }

    private static string Json(Identity identity) =>
        JsonSerializer.Serialize(identity);

    private static async Task<CommitResult?> CatchAsync(Task<CommitResult> commit)
    {
        try
        {
            return await commit;
        }
        catch (StoreException fault) when (fault.Reason == StoreReasons.DataRefused)
        {
            return null;
        }
    }
}

public sealed class SqliteIdentityCommitTests() : IdentityCommitTests(StoreProvider.Sqlite);

public sealed class PostgreSqlIdentityCommitTests() : IdentityCommitTests(StoreProvider.PostgreSql);
