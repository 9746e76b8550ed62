using Prov.Storage.Commits;

namespace Prov.Storage.Tests.Conformance;

/// <summary>Keys under which correlation rules find identities.</summary>
public abstract class BlockTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task FindByBlocks_SharedKey_FindsAllWhoHaveIt()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var (first, second, third) = (Sample.Identity("1"), Sample.Identity("2"), Sample.Identity("3"));
        await store.CommitIdentityAsync(Sample.Commit(first) with { AddBlocks = ["p/0|53|1980", "p/1|x"] }, Cancellation);
        await store.CommitIdentityAsync(Sample.Commit(second) with { AddBlocks = ["p/0|53|1980"] }, Cancellation);
        await store.CommitIdentityAsync(Sample.Commit(third) with { AddBlocks = ["p/0|53|1981"] }, Cancellation);

        var (found, cut) = await store.FindByBlocksAsync(Sample.Tenant, ["p/0|53|1980", "p/1|x", "p/2|none"], 10, Cancellation);

        Assert.Equal(new[] { first.Id, second.Id }.Order(StringComparer.Ordinal), found.Select(i => i.Id));
        Assert.False(cut);
        Assert.Equal("Sales", found[0].Attributes["department"].AsString());
        Assert.Empty((await store.FindByBlocksAsync("other", ["p/0|53|1980"], 10, Cancellation)).Identities);
        Assert.Empty((await store.FindByBlocksAsync(Sample.Tenant, [], 10, Cancellation)).Identities);
    }

    [Fact]
    public async Task FindByBlocks_MoreThanTheLimit_SaysSo()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        for (var i = 0; i < 4; i++)
        {
            await store.CommitIdentityAsync(Sample.Commit(Sample.Identity($"{i}")) with { AddBlocks = ["p/0|smith"] }, Cancellation);
        }

        Assert.True((await store.FindByBlocksAsync(Sample.Tenant, ["p/0|smith"], 3, Cancellation)).Cut);
        Assert.False((await store.FindByBlocksAsync(Sample.Tenant, ["p/0|smith"], 4, Cancellation)).Cut);
    }

    [Fact]
    public async Task CommitIdentity_BlocksChange_FindsByTheNewOnesOnly()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        await store.CommitIdentityAsync(Sample.Commit(identity) with { AddBlocks = ["old", "stays"] }, Cancellation);
        await store.CommitIdentityAsync(
            Sample.Commit(identity with { Version = 1 }) with { AddBlocks = ["new"], RemoveBlocks = ["old"] }, Cancellation);
        var lost = await store.CommitIdentityAsync(Sample.Commit(identity with { Version = 1 }) with { AddBlocks = ["lost"] }, Cancellation);

        Assert.Equal(CommitStatus.VersionConflict, lost.Status);
        Assert.Equal(2, await database.CountAsync("identity_blocks"));
        Assert.Single((await store.FindByBlocksAsync(Sample.Tenant, ["new"], 10, Cancellation)).Identities);
        Assert.Empty((await store.FindByBlocksAsync(Sample.Tenant, ["old", "lost"], 10, Cancellation)).Identities);
    }
}

public sealed class SqliteBlockTests() : BlockTests(StoreProvider.Sqlite);

public sealed class PostgreSqlBlockTests() : BlockTests(StoreProvider.PostgreSql);
