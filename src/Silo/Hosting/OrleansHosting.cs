using System.Net;
using System.Net.Sockets;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;
using Prov.Grains;
using Prov.Silo.Observability;
using Prov.Storage;
using Prov.Storage.AdoNet;

namespace Prov.Silo.Hosting;

/// <summary>Sets the actor runtime up: alone on SQLite, or as one of a cluster whose membership is kept in PostgreSQL.</summary>
internal static class OrleansHosting
{
    // Calls that may wait for one actor before further ones are turned away: memory stays bounded when one identity is flooded.
    private const int MaxCallsPerActor = 2000;

    // Membership and coordinators' state are written rarely; the connections are better left to the store. See StoreOptions.
    private const int MaxConnections = 8;

    public static void Add(ISiloBuilder silo, SiloOptions options)
    {
        silo.Configure<Orleans.Configuration.ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (options.Cluster.ClusterId, options.Cluster.ServiceId));
        silo.Configure<Orleans.Configuration.SiloOptions>(o => o.SiloName = options.Cluster.SiloName);
        var port = options.Cluster.SiloPort == 0 ? FreePort() : options.Cluster.SiloPort;
        silo.Configure<EndpointOptions>(o =>
        {
            o.AdvertisedIPAddress = IPAddress.Parse(options.Cluster.Address);
            (o.SiloPort, o.GatewayPort) = (port, 0);
        });
        silo.Configure<SiloMessagingOptions>(o => o.MaxEnqueuedRequestsHardLimit = MaxCallsPerActor);
        silo.Configure<GrainCollectionOptions>(o =>
        {
            o.CollectionAge = TimeSpan.FromMinutes(5);
            o.ClassSpecificCollectionAge["Prov.Grains.Accounts.AccountGrain"] = TimeSpan.FromMinutes(2);
        });
        silo.Services.AddSerializer(s => s.AddJsonSerializer(
            isSupported: type => type.Namespace?.StartsWith("Prov.Domain", StringComparison.Ordinal) == true));
        // Otherwise our exceptions would lose their type on the way between silos, and callers their reason.
        silo.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("Prov"));
        if (Telemetry.IsWanted)
        {
            // Two more steps in every call between actors: only for those who look at the traces.
            silo.AddActivityPropagation();
        }

        if (options.Store.Provider == StoreProvider.PostgreSql)
        {
            JoinCluster(silo, options.Store.ConnectionString, port);
        }
        else
        {
            BeAlone(silo, options, port);
        }
    }

    private static void JoinCluster(ISiloBuilder silo, string storeConnection, int port)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(storeConnection) { MaxPoolSize = MaxConnections }.ConnectionString;
        silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (AdoNetSchema.PostgreSqlInvariant, connectionString));
        silo.AddAdoNetGrainStorage(
            StorageNames.Coordinators, o => (o.Invariant, o.ConnectionString) = (AdoNetSchema.PostgreSqlInvariant, connectionString));

        // These belong together: a lost silo is noticed within seconds, hung ones too, and the directory's hold after a crash is as long
        // as that and no longer. See the README of this folder.
#pragma warning disable ORLEANSEXP003 // The linearizable directory is marked experimental; duplicates in the other are the worse risk.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(1);
            o.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            o.NumMissedProbesLimit = 3;
        });
        silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = TimeSpan.FromSeconds(6));
    }

    private static void BeAlone(ISiloBuilder silo, SiloOptions options, int port)
    {
        silo.UseLocalhostClustering(port, gatewayPort: 0, serviceId: options.Cluster.ServiceId, clusterId: options.Cluster.ClusterId);
        silo.Configure<EndpointOptions>(o => o.GatewayPort = 0);
        silo.AddAdoNetGrainStorage(
            StorageNames.Coordinators, o => (o.Invariant, o.ConnectionString) = (AdoNetSchema.SqliteInvariant, options.Store.ConnectionString));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
