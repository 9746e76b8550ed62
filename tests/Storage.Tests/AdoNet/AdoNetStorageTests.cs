using Orleans.Runtime;
using Orleans.Storage;

namespace Prov.Storage.Tests.AdoNet;

/// <summary>What the stock provider does to keys and first writes, with our scripts under it.</summary>
public abstract class AdoNetStorageTests(StoreProvider provider)
{
    private static readonly GrainType _type = GrainType.Create("run");

    [Fact]
    public async Task Write_ThenReadUpdateAndClear_KeepsStateAndVersion()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var silo = await AdoNetStorage.StartAsync(database);
        var id = GrainId.Create(_type, "run:one");
        var written = AdoNetStorage.State("first");

        await silo.Storage.WriteStateAsync("import", id, written);
        written.State!.Text = "second";
        await silo.Storage.WriteStateAsync("import", id, written);
        var read = await ReadAsync(silo, "import", id);
        Assert.Equal(("second", "2", true), (read.State!.Text, read.ETag, read.RecordExists));

        await silo.Storage.ClearStateAsync("import", id, read);
        Assert.False((await ReadAsync(silo, "import", id)).RecordExists);
        read.State!.Text = "third";
        await silo.Storage.WriteStateAsync("import", id, read);
        Assert.Equal("third", (await ReadAsync(silo, "import", id)).State!.Text);
    }

    [Fact]
    public async Task Write_TwoFirstWrites_TheSecondIsInconsistent()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var silo = await AdoNetStorage.StartAsync(database);
        var id = GrainId.Create(_type, "run:one");

        await silo.Storage.WriteStateAsync("import", id, AdoNetStorage.State("first"));

        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            silo.Storage.WriteStateAsync("import", id, AdoNetStorage.State("second")));
        Assert.Equal("first", (await ReadAsync(silo, "import", id)).State!.Text);
    }

    [Fact]
    public async Task Write_ManyFirstWritesAtOnce_OneSucceeds()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var silo = await AdoNetStorage.StartAsync(database);
        var id = GrainId.Create(_type, "run:one");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await silo.Storage.WriteStateAsync("import", id, AdoNetStorage.State($"{i}"));
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, o => o);
        Assert.Equal(1, await database.CountAsync("orleansstorage"));
    }

    [Fact]
    public async Task Write_StaleVersion_IsInconsistent()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var silo = await AdoNetStorage.StartAsync(database);
        var id = GrainId.Create(_type, "run:one");
        await silo.Storage.WriteStateAsync("import", id, AdoNetStorage.State("first"));
        var (one, other) = (await ReadAsync(silo, "import", id), await ReadAsync(silo, "import", id));
        await silo.Storage.WriteStateAsync("import", id, one);

        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Storage.WriteStateAsync("import", id, other));
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Storage.ClearStateAsync("import", id, other));
    }

    // The provider reads such keys as numbers: the trap for which every key begins with its type and a colon.
    [Theory]
    [InlineData("00123", "123")]
    [InlineData("ABC", "abc")]
    [InlineData("6c84fb9012c411e1840d7b25c5ee775a", "6C84FB9012C411E1840D7B25C5EE775A")]
    public async Task Write_KeysThatReadAsNumbers_AreApartOnlyWithAPrefix(string left, string right)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var silo = await AdoNetStorage.StartAsync(database);

        await silo.Storage.WriteStateAsync("import", GrainId.Create(_type, "run:" + left), AdoNetStorage.State("left"));
        await silo.Storage.WriteStateAsync("import", GrainId.Create(_type, "run:" + right), AdoNetStorage.State("right"));
        Assert.Equal("left", (await ReadAsync(silo, "import", GrainId.Create(_type, "run:" + left))).State!.Text);

        await silo.Storage.WriteStateAsync("import", GrainId.Create(_type, left), AdoNetStorage.State("bare"));
        Assert.Equal("bare", (await ReadAsync(silo, "import", GrainId.Create(_type, right))).State!.Text);
    }

    [Fact]
    public async Task Write_SameKeyOfTwoGrainTypes_IsOneRowUnlessTheStateNamesDiffer()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var silo = await AdoNetStorage.StartAsync(database);
        var (run, budget) = (GrainId.Create(_type, "k:1"), GrainId.Create(GrainType.Create("budget"), "k:1"));

        await silo.Storage.WriteStateAsync("import", run, AdoNetStorage.State("run"));

        Assert.True((await ReadAsync(silo, "import", budget)).RecordExists);
        Assert.False((await ReadAsync(silo, "budget", budget)).RecordExists);
    }

    private static async Task<GrainState<TestState>> ReadAsync(AdoNetStorage silo, string name, GrainId id)
    {
        var state = AdoNetStorage.State("");
        await silo.Storage.ReadStateAsync(name, id, state);
        return state;
    }
}

public sealed class SqliteAdoNetStorageTests() : AdoNetStorageTests(StoreProvider.Sqlite);

public sealed class PostgreSqlAdoNetStorageTests() : AdoNetStorageTests(StoreProvider.PostgreSql);
