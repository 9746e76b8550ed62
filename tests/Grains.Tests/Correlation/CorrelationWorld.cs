using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.TestingHost;
using Prov.Connectors;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.Tests;
using Prov.Domain.Tests.Correlation;
using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;
using Prov.Grains.Correlation;
using Prov.Grains.Hosting;
using Prov.Grains.Policies;
using Prov.Grains.Sources;
using Prov.Grains.WorkItems;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Correlation;

/// <summary>Real identities over a real store, with the two sources and the rule of <see cref="Registry"/>.</summary>
internal sealed class CorrelationWorld : IAsyncDisposable, IConfigurationReader, ISecretResolver
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-correlation-");
    private InProcessTestCluster _cluster = null!;
    private IServiceProvider _silo = null!;

    public IProvStore Store { get; private set; } = null!;

    private WorkItemDesk Desk => _silo.GetRequiredService<WorkItemDesk>();

    public static async Task<CorrelationWorld> StartAsync()
    {
        var world = new CorrelationWorld();
        world.Store = ProvStore.Open(new() { ConnectionString = "Data Source=" + Path.Combine(world._folder.FullName, "prov.db") }, TimeProvider.System);
        await world.Store.MigrateAsync(CancellationToken.None);
        await world.Store.SaveConfigurationAsync(new(Setup.Tenant, 1, [1], "tester", DateTimeOffset.UnixEpoch), CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Coordinators);
            silo.Services.AddSingleton(world.Store);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<IConfigurationReader>(world);
            silo.Services.AddSingleton<ISecretResolver>(world);
            silo.Services.AddProvGrains(new ProvGrainsOptions { Sweep = false, Imports = { DataFolder = Path.Combine(world._folder.FullName, "silo") } });
            silo.Services.AddSerializer(AddDomainTypes);
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(AddDomainTypes));
        world._cluster = builder.Build();
        await world._cluster.DeployAsync();
        world._silo = world._cluster.Silos[0].ServiceProvider;
        return world;
    }

    public async Task<EventReceipt> SubmitAsync(LifecycleEvent lifecycleEvent)
    {
        var result = await _silo.GetRequiredService<IEventSubmitter>().SubmitAsync(lifecycleEvent, CancellationToken.None);
        return result.Receipt ?? throw new InvalidOperationException(string.Join("; ", result.Refusal!.Faults.Select(f => f.Reason)));
    }

    public Task<SubmitResult> TryAsync(LifecycleEvent lifecycleEvent) =>
        _silo.GetRequiredService<IEventSubmitter>().SubmitAsync(lifecycleEvent, CancellationToken.None);

    /// <summary>Makes an identity of a record that was judged new, and does not look for others like it.</summary>
    public async Task<string> MakeNewAsync(LifecycleEvent lifecycleEvent)
    {
        var id = IdentityId.For(lifecycleEvent.Tenant, lifecycleEvent.Source, lifecycleEvent.SourceKey);
        var result = await _cluster.Client.GetGrain<IIdentityGrain>(GrainKeys.Identity(id)).SubmitNewAsync(lifecycleEvent, CancellationToken.None);
        return result.Receipt!.IdentityId;
    }

    public DuplicateSweeper DuplicateSweeper() => ActivatorUtilities.CreateInstance<DuplicateSweeper>(_silo);

    public async Task<ImmutableArray<WorkItem>> ItemsAsync() =>
        (await Store.ListWorkItemsAsync(new(Setup.Tenant, 1000, "") { Now = TimeProvider.System.GetUtcNow() }, CancellationToken.None)).Items;

    public Task<WorkItem> CompleteAsync(WorkItem item, WorkItemDecision decision, string identityId = "") =>
        Desk.CompleteAsync(Setup.Tenant, item.Id, decision, identityId, "a test", "", "tester", CancellationToken.None);

    public async Task<Identity> LoadAsync(string id) => (await Store.LoadIdentityAsync(id, CancellationToken.None))!;

    public async Task<int> CountAsync() => (int)(await Store.CountAsync(Setup.Tenant, CancellationToken.None)).IdentitiesByState.Values.Sum();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public ConfigurationSet Read(ImmutableArray<byte> documents) => Registry.Configuration;

    public string Resolve(string reference) => throw new InvalidOperationException("There is no secret.");

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Prov.Domain", StringComparison.Ordinal) == true);
}
