using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization.Configuration;
using Orleans.Storage;
using Prov.Storage.AdoNet;

namespace Prov.Storage.Tests.AdoNet;

/// <summary>The stock storage provider in a silo of its own, over our scripts.</summary>
internal sealed class AdoNetStorage : IAsyncDisposable
{
    private readonly IHost _host;

    private AdoNetStorage(IHost host) => _host = host;

    public IGrainStorage Storage => _host.Services.GetRequiredKeyedService<IGrainStorage>("state");

    public static async Task<AdoNetStorage> StartAsync(TestDatabase database)
    {
        await AdoNetSchema.ApplyAsync(database.ConnectionString, database.Provider, TestDatabase.Cancellation);
        await AdoNetSchema.ApplyAsync(database.ConnectionString, database.Provider, TestDatabase.Cancellation);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.Configure<TypeManifestOptions>(o => o.AddAllowedType(typeof(TestState)));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(Prov.Tests.Servers.FreePorts.Take(), Prov.Tests.Servers.FreePorts.Take())
            .AddAdoNetGrainStorage("state", o =>
            {
                o.Invariant = database.Provider == StoreProvider.PostgreSql ? AdoNetSchema.PostgreSqlInvariant : AdoNetSchema.SqliteInvariant;
                o.ConnectionString = database.ConnectionString;
            }));
        var host = builder.Build();
        await host.StartAsync(TestDatabase.Cancellation);
        return new(host);
    }

    public static GrainState<TestState> State(string text) => new() { State = new TestState { Text = text } };

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(TestDatabase.Cancellation);
        _host.Dispose();
    }
}

public sealed class TestState
{
    public string Text { get; set; } = "";
}
