using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.TestingHost;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Policies;
using Prov.Storage;

namespace Prov.Grains.Tests.Sources;

/// <summary>One silo for the actors of imports; every test is a tenant of its own.</summary>
public sealed class ImportCluster : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    internal MemoryStore Store { get; } = new();

    internal ConcurrentDictionary<string, AuthoritativeSource> Sources { get; } = new();

    internal IGrainFactory Grains => _cluster.Client;

    internal IConfigurationReader Reader => new SourceReader(Sources);

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Coordinators);
            silo.Services.AddSingleton<IProvStore>(Store);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSerializer(AddDomainTypes);
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(AddDomainTypes));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Assembly == typeof(AuthoritativeSource).Assembly || type.Assembly == typeof(IProvStore).Assembly);

    private sealed class SourceReader(ConcurrentDictionary<string, AuthoritativeSource> sources) : IConfigurationReader
    {
        public ConfigurationSet Read(ImmutableArray<byte> documents) => new() { Sources = [sources[Encoding.UTF8.GetString(documents.AsSpan())]] };
    }
}
