using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Storage;
using Prov.Tests.Servers;

namespace Prov.Grains.Tests.Policies;

/// <summary>After a change of the configuration everyone is decided again, once, whatever happens meanwhile.</summary>
public sealed class RecomputeTests : IAsyncLifetime
{
    // More than two pages of the walk.
    private const int People = 600;

    private StoredCluster _cluster = null!;

    private IRecomputeGrain Recompute => _cluster.Grains.GetGrain<IRecomputeGrain>(GrainKeys.Recompute(StoredCluster.Tenant));

    public async ValueTask InitializeAsync()
    {
        _cluster = await StoredCluster.StartAsync(StoreProvider.Sqlite, Configuration);
        var feed = "id,name\n" + string.Concat(Enumerable.Range(1, People).Select(i => $"E{i},{(i % 3 == 0 ? "Anna" : "Bob")}\n"));
        Assert.Equal(ImportState.Succeeded, (await _cluster.ImportAsync(_cluster.Importer, feed)).State);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Ensure_NewVersion_DecidesEveryoneOnce()
    {
        var version = await _cluster.ApplyAsync();

        var progress = await DoneAsync(version);

        Assert.Equal((version, People, People / 3), (progress.PolicyVersion, progress.Evaluated, progress.Changed));
        Assert.Equal(Enumerable.Repeat(true, People / 3), (await HoldersAsync()).Select(name => name == "Anna"));

        // Neither the same version again, nor an older one that a late silo still holds, begins another walk.
        await Recompute.EnsureAsync(version, CancellationToken.None);
        Assert.Equal(progress, await Recompute.EnsureAsync(version - 1, CancellationToken.None));
    }

    [Fact]
    public async Task Ensure_NewerVersionDuringTheWalk_EndsWithTheNewer()
    {
        await Recompute.EnsureAsync(await _cluster.ApplyAsync(), CancellationToken.None);
        var newest = await _cluster.ApplyAsync();

        var progress = await DoneAsync(newest);

        Assert.Equal(newest, progress.PolicyVersion);
        Assert.Equal(People, (await HoldersAsync()).Count);
    }

    [Fact]
    public async Task Ensure_ActorLostDuringTheWalk_GoesOnFromItsPlace()
    {
        var version = await _cluster.ApplyAsync();
        await Recompute.EnsureAsync(version, CancellationToken.None);

        // The walk is kept where it was by its state; the counts of an activation begin anew.
        await _cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        var progress = await DoneAsync(version);

        Assert.InRange(progress.Evaluated, 0, People);
        Assert.Equal(People / 3, (await HoldersAsync()).Count);
    }

    /// <summary>Version 1 gives nothing, 2 gives the role to everyone named Anna, 3 to everyone.</summary>
    private static ConfigurationSet Configuration(byte version) => new()
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
        Roles = [new Role { Name = "editor", Kind = RoleKind.Business, Gives = new([], [], []) }],
        Policies = version == 1
            ? []
            : [new BirthrightPolicy { Name = "editors", When = version == 2 ? "identity.name == 'Anna'" : "true", Gives = new(["editor"], [], []) }],
    };

    private Task<RecomputeProgress> DoneAsync(long version) => Deadline.UntilAsync(
        () => Recompute.EnsureAsync(version, CancellationToken.None), p => p.Done, TimeSpan.FromSeconds(120), $"version {version} is decided for everyone");

    private async Task<List<string>> HoldersAsync()
    {
        var page = await _cluster.Store.ListIdentitiesAsync(new(StoredCluster.Tenant, 1000, ""), CancellationToken.None);
        return [.. page.Items.Where(i => i.Identity.Grants.Length > 0).Select(i => i.Identity.Attributes["name"].AsString())];
    }
}
