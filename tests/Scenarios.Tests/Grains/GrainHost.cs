using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.TestingHost;
using Prov.Connectors;
using Prov.Grains;
using Prov.Grains.Hosting;
using Prov.Grains.Policies;
using Prov.Silo.Configuration;
using Prov.Storage;

namespace Prov.Scenarios.Tests.Grains;

/// <summary>One silo's actors with a store on SQLite; every scenario is a tenant of its own, one after the other.</summary>
public sealed class GrainHost : IAsyncLifetime, ISecretResolver
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-scenarios-");
    private InProcessTestCluster _cluster = null!;

    internal ScenarioClock Clock { get; } = new();

    internal MemoryConnectorFactory Targets { get; } = new();

    internal IProvStore Store { get; private set; } = null!;

    internal IServiceProvider Silo => _cluster.Silos[0].ServiceProvider;

    public async ValueTask InitializeAsync()
    {
        Store = ProvStore.Open(new StoreOptions { ConnectionString = "Data Source=" + Path.Combine(_folder.FullName, "prov.db") }, Clock);
        await Store.MigrateAsync(CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Coordinators);
            silo.Services.AddSingleton(Store);
            Clock.PutInto(silo.Services);
            silo.Services.AddSingleton<IConfigurationReader, StoredDocuments>();
            silo.Services.AddSingleton<ISecretResolver>(this);
            silo.Services.AddSingleton<IConnectorFactory>(Targets);
            silo.Services.AddProvGrains(new ProvGrainsOptions { Sweep = false, Imports = { DataFolder = Path.Combine(_folder.FullName, "silo") } });
            silo.Services.AddSerializer(AddDomainTypes);
        });

        // A client would look for silos by the clock. The silo's own grain factory is enough.
        builder.Options.InitializeClientOnDeploy = false;
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public string Resolve(string reference) => throw new InvalidOperationException("There are no secrets here.");

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Prov.Domain", StringComparison.Ordinal) == true);
}
