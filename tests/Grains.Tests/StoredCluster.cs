using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.TestingHost;
using Prov.Connectors;
using Prov.Connectors.Null;
using Prov.Domain.Policies;
using Prov.Grains.Contracts;
using Prov.Grains.Hosting;
using Prov.Grains.Policies;
using Prov.Grains.Sources.Imports;
using Prov.Storage;
using Prov.Tests.Servers;

namespace Prov.Grains.Tests;

/// <summary>One silo with the real actors on a real store; its configuration is a function of the version that was applied last.</summary>
internal sealed class StoredCluster : IAsyncDisposable, IConfigurationReader, ISecretResolver
{
    public const string Tenant = "t";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-stored-");
    private readonly Func<byte, ConfigurationSet> _configuration;
    private readonly List<InProcessTestCluster> _clusters = [];
    private byte _version;
    private short _silos;

    private StoredCluster(Func<byte, ConfigurationSet> configuration) => _configuration = configuration;

    public IProvStore Store { get; private set; } = null!;

    public IGrainFactory Grains => _clusters[0].Client;

    /// <summary>The importer of the silo.</summary>
    public FeedImporter Importer => _clusters[0].Silos[0].ServiceProvider.GetRequiredService<FeedImporter>();

    /// <summary>A service of one of the silos.</summary>
    public T ServiceOf<T>(int silo = 0)
        where T : notnull => _clusters[0].Silos[silo].ServiceProvider.GetRequiredService<T>();

    /// <param name="provider">Of the store.</param>
    /// <param name="configuration">The configuration by version.</param>
    /// <param name="watch">What stands between the actors and the store; null for nothing.</param>
    /// <param name="silos">Of the cluster.</param>
    public static async Task<StoredCluster> StartAsync(
        StoreProvider provider, Func<byte, ConfigurationSet> configuration, Func<IProvStore, IProvStore>? watch = null, short silos = 1)
    {
        var cluster = new StoredCluster(configuration) { _silos = silos };
        var connection = provider == StoreProvider.PostgreSql
            ? await (await SharedServers.PostgresAsync()).CreateDatabaseAsync()
            : "Data Source=" + Path.Combine(cluster._folder.FullName, "prov.db");
        cluster.Store = ProvStore.Open(new() { Provider = provider, ConnectionString = connection }, TimeProvider.System);
        await cluster.Store.MigrateAsync(CancellationToken.None);
        cluster.Store = watch?.Invoke(cluster.Store) ?? cluster.Store;
        await cluster.ApplyAsync();
        await cluster.DeployAnotherAsync();
        return cluster;
    }

    /// <summary>A cluster on the same store that knows nothing of the others, as after a partition of the network.</summary>
    public async Task<IGrainFactory> DeployAnotherAsync()
    {
        var builder = new InProcessTestClusterBuilder(_silos);
        var number = _clusters.Count;
        builder.ConfigureSilo((options, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Coordinators);
            silo.Services.AddSingleton(Store);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<IConfigurationReader>(this);
            silo.Services.AddSingleton<ISecretResolver>(this);
            silo.Services.AddSingleton<IConnectorFactory>(new NullConnectorFactory());
            silo.Services.AddProvGrains(new ProvGrainsOptions
            {
                Sweep = false,
                Imports = { DataFolder = Path.Combine(_folder.FullName, $"{number}-{options.SiloName}"), HeldPoll = TimeSpan.FromMilliseconds(20) },
            });
            silo.Services.AddSerializer(AddDomainTypes);
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(AddDomainTypes));
        _clusters.Add(builder.Build());
        await _clusters[^1].DeployAsync();
        return _clusters[^1].Client;
    }

    /// <summary>Loses every silo; new ones begin with what is in the store.</summary>
    public async Task RestartAsync()
    {
        foreach (var cluster in _clusters)
        {
            await cluster.DisposeAsync();
        }

        _clusters.Clear();
        await DeployAnotherAsync();
    }

    /// <summary>Makes the next version of the configuration the newest, and answers with its number.</summary>
    public async Task<long> ApplyAsync()
    {
        Assert.True(await Store.SaveConfigurationAsync(new(Tenant, ++_version, [_version], "tester", DateTimeOffset.UnixEpoch), CancellationToken.None));
        return _version;
    }

    /// <summary>An importer as another silo has it, with nothing on its disk.</summary>
    /// <param name="folder">Where its data are; null for a folder of the cluster.</param>
    public FeedImporter OtherImporter(string? folder = null) => new(
        Grains, Store, Routers.Of(Grains, Store, this), new PolicyCurrent(Store, this, NullLogger<PolicyCurrent>.Instance),
        new ProvGrainsOptions { Imports = { DataFolder = folder ?? Path.Combine(_folder.FullName, "other") } }, TimeProvider.System, NullLogger<FeedImporter>.Instance);

    /// <summary>Imports a feed of the source <c>hr</c> and waits for its end.</summary>
    public async Task<ImportProgress> ImportAsync(FeedImporter importer, string text)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var runId = await importer.StartAsync(
            new ImportStart(Tenant, "hr", "feed.csv", "tester"), new MemoryStream(Encoding.UTF8.GetBytes(text)), Guid.NewGuid(), deadline.Token);
        var run = Grains.GetGrain<IImportRunGrain>(GrainKeys.Import(Tenant, runId));
        var ended = await Deadline.UntilAsync(
            () => run.GetAsync(deadline.Token), p => p!.State != ImportState.Running, TimeSpan.FromSeconds(120), $"the import {runId} ends");
        return ended!;
    }

    public ConfigurationSet Read(ImmutableArray<byte> documents) => _configuration(documents[0]);

    public string Resolve(string reference) => throw new InvalidOperationException("There is no secret.");

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters)
        {
            await cluster.DisposeAsync();
        }

        await Store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Prov.Domain", StringComparison.Ordinal) == true);
}
