using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.Tests.Sources;

/// <summary>Feeds on a silo whose disk is full: said clearly, nothing half done, and all is well when there is room again.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int Rows = 20_000;
    private const int Block = 4096;

    private StoredCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await StoredCluster.StartAsync(StoreProvider.Sqlite, _ => Configuration());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Start_NoRoomForTheFile_IsRefusedAndLeavesNothing()
    {
        using var disk = SmallDisk.Mount(megabytes: 64);
        using var importer = _cluster.OtherImporter(disk.Folder);
        disk.FillUpTo(16 * Block);

        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => _cluster.ImportAsync(importer, Feed(Rows)));

        Assert.Equal(ImportReasons.DiskFull, refused.Reason);
        Assert.Contains("Prov:DataFolder", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(disk.Folder, "imports")));
        Assert.Empty((await _cluster.Store.ListImportsAsync(new(StoredCluster.Tenant, 10, ""), CancellationToken.None)).Items);
        Assert.Equal(0, await PeopleAsync());

        disk.MakeRoom();
        Assert.Equal((ImportState.Succeeded, 50), Told(await _cluster.ImportAsync(importer, Feed(50))));
    }

    [Fact]
    public async Task Import_NoRoomForThePlan_FailsBeforeTheFirstWrite()
    {
        using var disk = SmallDisk.Mount(megabytes: 64);
        using var importer = _cluster.OtherImporter(disk.Folder);
        Assert.Equal((ImportState.Succeeded, 50), Told(await _cluster.ImportAsync(importer, Feed(50))));

        // The file and its note have room; of the plan, which has some bytes for each row, not a quarter has.
        var feed = Feed(Rows);
        disk.FillUpTo(feed.Length + (20 * Block));

        var failed = await _cluster.ImportAsync(importer, feed);

        Assert.Equal((ImportState.Failed, 0), Told(failed));
        Assert.StartsWith(ImportReasons.DiskFull + ": ", failed.Explanation, StringComparison.Ordinal);
        Assert.Equal(50, await PeopleAsync());

        disk.MakeRoom();
        Assert.Equal((ImportState.Succeeded, 150), Told(await _cluster.ImportAsync(importer, Feed(200))));
        Assert.Equal(200, await PeopleAsync());
    }

    private static (ImportState State, long Applied) Told(ImportProgress end) => (end.State, end.Applied);

    private static string Feed(int count) => "id,name\n" + string.Concat(Enumerable.Range(1, count).Select(i => $"E{i},Name {i}\n"));

    private static ConfigurationSet Configuration() => new()
    {
        Schema = new([new("name", AttributeType.String)]),
        Sources =
        [
            new AuthoritativeSource
            {
                Name = "hr",
                Attributes = [new("id", AttributeType.String), new("name", AttributeType.String)],
                Mappings = [new("name", "record.name")],
                Feed = new FeedFormat { KeyColumn = "id" },
            },
        ],
    };

    private async Task<long> PeopleAsync() =>
        (await _cluster.Store.CountAsync(StoredCluster.Tenant, CancellationToken.None)).IdentitiesByState.Values.Sum();
}
