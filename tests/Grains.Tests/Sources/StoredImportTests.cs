using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.Tests.Servers;

namespace Prov.Grains.Tests.Sources;

/// <summary>Imports through the real identities into a real store.</summary>
public abstract class StoredImportTests(StoreProvider provider) : IAsyncLifetime
{
    private StoredCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await StoredCluster.StartAsync(provider, _ => Configuration());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Import_FullHistory_EndsInTheIdentitiesThatTheFeedsSay()
    {
        var silo = _cluster.Importer;
        Assert.Equal((ImportState.Succeeded, 300, 0), Told(await _cluster.ImportAsync(silo, Feed(300))));
        Assert.Equal(300, await CountAsync(LifecycleState.Active));
        var events = await EventsAsync();
        Assert.Equal((ImportState.Succeeded, 0, 300), Told(await _cluster.ImportAsync(silo, Feed(300))));

        // Another silo has no index: it builds one from the store, which has kept the digest of every row.
        using var other = _cluster.OtherImporter();
        Assert.Equal((ImportState.Succeeded, 0, 300), Told(await _cluster.ImportAsync(other, Feed(300))));
        Assert.Equal(events, await EventsAsync());

        // Ten rows are gone and ten say that they have left; having no account, they are archived at once. Then all are back.
        Assert.Equal((ImportState.Succeeded, 20, 280), Told(await _cluster.ImportAsync(silo, Feed(290, left: 10))));
        Assert.Equal((280, 20), (await CountAsync(LifecycleState.Active), await CountAsync(LifecycleState.Archived)));
        Assert.Equal((ImportState.Succeeded, 0, 290), Told(await _cluster.ImportAsync(other, Feed(290, left: 10))));
        Assert.Equal((ImportState.Succeeded, 20, 280), Told(await _cluster.ImportAsync(silo, Feed(300))));
        Assert.Equal(300, await CountAsync(LifecycleState.Active));
        var runs = await _cluster.Store.ListImportsAsync(new(StoredCluster.Tenant, 10, ""), CancellationToken.None);
        Assert.Equal(Enumerable.Repeat("Succeeded", 6), runs.Items.Select(r => r.State));
    }

    [Fact]
    public async Task Import_HalfTheRowsGone_HoldsLeavesUntilTheyAreReleased()
    {
        await _cluster.ImportAsync(_cluster.Importer, Feed(100));

        var held = await _cluster.ImportAsync(_cluster.Importer, Feed(40) + "New,Added,\n");

        Assert.Equal((ImportState.Held, 60, 60), (held.State, held.Leaves, held.LeavesHeld));
        Assert.Equal(101, await CountAsync(LifecycleState.Active));
        var row = (await _cluster.Store.ListImportsAsync(new(StoredCluster.Tenant, 1, ""), CancellationToken.None)).Items.Single();
        var run = _cluster.Grains.GetGrain<IImportRunGrain>(GrainKeys.Import(StoredCluster.Tenant, row.RunId));
        await run.ReleaseAsync(held.PlanHash, "boss", CancellationToken.None);
        await Deadline.UntilAsync(
            async () => (await run.GetAsync(CancellationToken.None))!.State != ImportState.Running, TimeSpan.FromSeconds(60), "the released import ends");
        Assert.Equal((41, 60), (await CountAsync(LifecycleState.Active), await CountAsync(LifecycleState.Archived)));
    }

    [Fact]
    public async Task Import_RowThatTheIdentityRefuses_IsQuarantinedInTheStore()
    {
        var end = await _cluster.ImportAsync(_cluster.Importer, "id,name,status\n" + new string('k', 300) + ",Long,\nE1,Ann,\n");
        Assert.Equal((ImportState.Succeeded, 1, 1), (end.State, end.Applied, end.RowsBad));
        var kept = await _cluster.Store.ListQuarantineAsync(new QuarantineQuery(StoredCluster.Tenant, 10, ""), CancellationToken.None);
        Assert.Equal(2, Assert.Single(kept.Items).Line);
    }

    private static (ImportState State, long Applied, long Unchanged) Told(ImportProgress end) => (end.State, end.Applied, end.RowsUnchanged);

    private static string Feed(int count, int left = 0) => "id,name,status\n"
        + string.Concat(Enumerable.Range(1, count).Select(i => $"E{i},Name {i},{(i <= left ? "left" : "")}\n"));

    private static ConfigurationSet Configuration() => new()
    {
        Schema = new([new("name", AttributeType.String)]),
        Sources =
        [
            new AuthoritativeSource
            {
                Name = "hr",
                Attributes = [new("id", AttributeType.String), new("name", AttributeType.String), new("status", AttributeType.String)],
                Mappings = [new("name", "record.name")],
                Active = "!has(record.status)",
                Feed = new FeedFormat { KeyColumn = "id", Complete = true },
            },
        ],
    };

    private async Task<long> EventsAsync() => (await _cluster.Store.CountAsync(StoredCluster.Tenant, CancellationToken.None)).Events;

    private async Task<int> CountAsync(LifecycleState state)
    {
        var page = await _cluster.Store.ListIdentitiesAsync(new(StoredCluster.Tenant, 1000, "") { State = state }, CancellationToken.None);
        return page.Items.Length;
    }
}

public sealed class SqliteStoredImportTests() : StoredImportTests(StoreProvider.Sqlite);

public sealed class PostgreSqlStoredImportTests() : StoredImportTests(StoreProvider.PostgreSql);
