using Grpc.Net.Client;
using Prov.Cluster.Tests.Load;
using Prov.Cluster.Tests.Targets;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Cluster.Tests.Faults;

/// <summary>Silos of one cluster as processes, their store and their targets on a PostgreSQL server of their own.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private static readonly PostgresOptions Durable = new() { Durable = true };

    private readonly PostgresServer postgres;
    private readonly List<SiloProcess> silos = [];
    private readonly List<GrpcChannel> channels = [];

    private SiloCluster(PostgresServer postgres, TargetDatabase targets) => (this.postgres, Targets) = (postgres, targets);

    /// <summary>The targets' database.</summary>
    public TargetDatabase Targets { get; }

    /// <summary>The silos, in the order of their names.</summary>
    public IReadOnlyList<SiloProcess> Silos => silos;

    /// <summary>Starts a cluster, and applies <see cref="ClusterConfiguration"/>.</summary>
    public static async Task<SiloCluster> StartAsync(int count)
    {
        var postgres = await PostgresServer.StartAsync(Durable);
        try
        {
            var targets = new TargetDatabase(await postgres.CreateDatabaseAsync("targets"));
            var cluster = new SiloCluster(postgres, targets);
            await targets.CreateAsync();
            await cluster.StartSilosAsync(count, await postgres.CreateDatabaseAsync("prov"));
            return cluster;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client for each silo.</summary>
    public IReadOnlyList<SiloClient> Clients(TimeProvider clock) => [.. channels.Select((channel, i) => new SiloClient(NameOf(i), channel, clock))];

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        channels.ForEach(channel => channel.Dispose());
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        await postgres.DisposeAsync();
    }

    private static string NameOf(int number) => $"silo-{number + 1}";

    private async Task StartSilosAsync(int count, string store)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                silos.Add(await SiloProcess.StartAsync(Options(i, store)));
                channels.Add(silos[i].Connect());
            }

            var configuration = new ConfigurationService.ConfigurationServiceClient(channels[0]);
            await configuration.ApplyConfigurationAsync(ClusterConfiguration.Request());
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    // The first silo makes the token; the others are given its file.
    private SiloProcessOptions Options(int number, string store) => new()
    {
        Settings = new Dictionary<string, string>
        {
            ["Prov:Store:Provider"] = "PostgreSql",
            ["Prov:Cluster:SiloName"] = NameOf(number),
            ["Prov:Cluster:ClusterId"] = "kill-test",
        },
        Environment = new Dictionary<string, string>
        {
            ["Prov__Store__ConnectionString"] = store,
            [ClusterConfiguration.TargetVariable] = Targets.ConnectionString,
        },
        TokenFile = number == 0 ? null : Silos[0].PathOf("prov-data/admin.token"),
    };
}
