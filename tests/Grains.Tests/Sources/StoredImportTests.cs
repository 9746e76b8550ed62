using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.TestingHost;
using Prov.Connectors;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Hosting;
using Prov.Grains.Policies;
using Prov.Grains.Sources.Imports;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Sources;

/// <summary>Imports through the real identities into a real store.</summary>
public sealed class StoredImportTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-stored-");
    private IProvStore _store = null!;
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new StoreOptions { ConnectionString = "Data Source=" + Path.Combine(_folder.FullName, "prov.db") };
        _store = ProvStore.Open(options, TimeProvider.System);
        await _store.MigrateAsync(CancellationToken.None);
        await _store.SaveConfigurationAsync(new("t", 1, [1], "tester", DateTimeOffset.UnixEpoch), CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Coordinators);
            silo.Services.AddSingleton(_store);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<IConfigurationReader, Reader>();
            silo.Services.AddSingleton<ISecretResolver, NoSecrets>();
            silo.Services.AddProvGrains(new ProvGrainsOptions
            {
                Sweep = false,
                Imports = { DataFolder = Path.Combine(_folder.FullName, "silo"), HeldPoll = TimeSpan.FromMilliseconds(20) },
            });
            silo.Services.AddSerializer(AddDomainTypes);
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(AddDomainTypes));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Import_FullHistory_EndsInTheIdentitiesThatTheFeedsSay()
    {
        var silo = Importer();
        Assert.Equal((ImportState.Succeeded, 300, 0), Told(await ImportAsync(silo, Feed(300))));
        Assert.Equal(300, await CountAsync(LifecycleState.Active));
        var events = (await _store.CountAsync("t", CancellationToken.None)).Events;
        Assert.Equal((ImportState.Succeeded, 0, 300), Told(await ImportAsync(silo, Feed(300))));

        // Another silo has no index: it builds one from the store, which has kept the digest of every row.
        using var other = new FeedImporter(
            _cluster.Client, _store, Routers.Of(_cluster.Client, _store, new Reader()),
            new PolicyCurrent(_store, new Reader(), NullLogger<PolicyCurrent>.Instance),
            new ProvGrainsOptions { Imports = { DataFolder = Path.Combine(_folder.FullName, "other") } },
            TimeProvider.System, NullLogger<FeedImporter>.Instance);
        Assert.Equal((ImportState.Succeeded, 0, 300), Told(await ImportAsync(other, Feed(300))));
        Assert.Equal(events, (await _store.CountAsync("t", CancellationToken.None)).Events);

        // Ten rows are gone and ten say that they have left; having no account, they are archived at once. Then all are back.
        Assert.Equal((ImportState.Succeeded, 20, 280), Told(await ImportAsync(silo, Feed(290, left: 10))));
        Assert.Equal((280, 20), (await CountAsync(LifecycleState.Active), await CountAsync(LifecycleState.Archived)));
        Assert.Equal((ImportState.Succeeded, 0, 290), Told(await ImportAsync(other, Feed(290, left: 10))));
        Assert.Equal((ImportState.Succeeded, 20, 280), Told(await ImportAsync(silo, Feed(300))));
        Assert.Equal(300, await CountAsync(LifecycleState.Active));
    }

    [Fact]
    public async Task Import_RowThatTheIdentityRefuses_IsQuarantinedInTheStore()
    {
        var end = await ImportAsync(Importer(), "id,name,status\n" + new string('k', 300) + ",Long,\nE1,Ann,\n");
        Assert.Equal((ImportState.Succeeded, 1, 1), (end.State, end.Applied, end.RowsBad));
        var kept = await _store.ListQuarantineAsync(new QuarantineQuery("t", 10, ""), CancellationToken.None);
        Assert.Equal(2, Assert.Single(kept.Items).Line);
    }

    private static (ImportState State, long Applied, long Unchanged) Told(ImportProgress end) => (end.State, end.Applied, end.RowsUnchanged);

    private static string Feed(int count, int left = 0) => "id,name,status\n"
        + string.Concat(Enumerable.Range(1, count).Select(i => $"E{i},Name {i},{(i <= left ? "left" : "")}\n"));

    private FeedImporter Importer() => _cluster.Silos[0].ServiceProvider.GetRequiredService<FeedImporter>();

    private async Task<ImportProgress> ImportAsync(FeedImporter importer, string text)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var runId = await importer.StartAsync(
            new ImportStart("t", "hr", "feed.csv", "tester"), new MemoryStream(Encoding.UTF8.GetBytes(text)), Guid.NewGuid(), deadline.Token);
        var run = _cluster.Client.GetGrain<IImportRunGrain>(GrainKeys.Import("t", runId));
        while (true)
        {
            var progress = await run.GetAsync(deadline.Token);
            if (progress!.State != ImportState.Running)
            {
                return progress;
            }

            await Task.Delay(20, deadline.Token);
        }
    }

    private async Task<int> CountAsync(LifecycleState state)
    {
        var page = await _store.ListIdentitiesAsync(new IdentityQuery("t", 1000, "") { State = state }, CancellationToken.None);
        return page.Items.Length;
    }

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Prov.Domain", StringComparison.Ordinal) == true);

    private sealed class Reader : IConfigurationReader
    {
        public ConfigurationSet Read(ImmutableArray<byte> documents) => new()
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
    }

    private sealed class NoSecrets : ISecretResolver
    {
        public string Resolve(string reference) => throw new InvalidOperationException("There is no secret.");
    }
}
