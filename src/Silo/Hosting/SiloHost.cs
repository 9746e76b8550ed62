using Prov.Connectors;
using Prov.Connectors.Remote.Agents;
using Prov.Grains;
using Prov.Grains.Hosting;
using Prov.Grains.Policies;
using Prov.Silo.Catalogue;
using Prov.Silo.Configuration;
using Prov.Silo.Observability;
using Prov.Silo.Secrets;
using Prov.Silo.Security;
using Prov.Silo.Services;
using Prov.Storage;
using Prov.Storage.AdoNet;

namespace Prov.Silo.Hosting;

/// <summary>The composition root: puts the parts together and knows nothing else.</summary>
public static class SiloHost
{
    /// <summary>A host that is ready to run.</summary>
    /// <exception cref="SiloOptionsException">The options have faults; the message lists them all.</exception>
    public static WebApplication Build(string[] args) => Build(args, _ => { });

    /// <summary>A host with some parts replaced: by another clock, for instance.</summary>
    internal static WebApplication Build(string[] args, Action<IServiceCollection> replace)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var options = Read(builder.Configuration);
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ ", true));
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => KestrelHosting.Configure(kestrel, options));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Host.UseOrleans(silo => OrleansHosting.Add(silo, options));
        AddParts(builder.Services, options);
        builder.Services.AddProvSecurity(options.Authentication).AddProvServices(options.Admission);
        Telemetry.Add(builder.Services, options);
        replace(builder.Services);
        var application = builder.Build();
        application.UseProvSecurity().MapProvServices();
        return application;
    }

    /// <summary>Brings the schema up to date and ends.</summary>
    /// <exception cref="StoreException">The database cannot be used.</exception>
    public static async Task MigrateAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = Read(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build());
        await using var store = ProvStore.Open(options.Store, TimeProvider.System);
        await new StoreStart(() => MigrateAsync(store, options, cancellationToken), options.Store.StartWait, TimeProvider.System, Console.Error).RunAsync(cancellationToken);
    }

    internal static async Task MigrateAsync(IProvStore store, SiloOptions options, CancellationToken cancellationToken)
    {
        await store.MigrateAsync(cancellationToken);
        await AdoNetSchema.ApplyAsync(options.Store.ConnectionString, options.Store.Provider, cancellationToken);
    }

    private static SiloOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(SiloOptions.Section).Get<SiloOptions>() ?? new SiloOptions();
        if (SiloOptionsCheck.Faults(options) is { Count: > 0 } faults)
        {
            throw new SiloOptionsException(faults);
        }

        var folder = Directory.CreateDirectory(options.DataFolder);
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        options.DataFolder = folder.FullName;
        options.SecretsFolder = Path.GetFullPath(options.SecretsFolder.Length > 0 ? options.SecretsFolder : Path.Combine(folder.FullName, "secrets"));
        if (options.Authentication.AdministratorTokenFile.Length == 0)
        {
            options.Authentication.AdministratorTokenFile = Path.Combine(folder.FullName, "admin.token");
        }

        if (options.Store.Provider == StoreProvider.Sqlite && options.Store.ConnectionString.Length == 0)
        {
            options.Store.ConnectionString = $"Data Source={Path.Combine(folder.FullName, "prov.db")}";
        }

        return options;
    }

    private static void AddParts(IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(s => ProvStore.Open(options.Store, s.GetRequiredService<TimeProvider>(), s.GetService<ILoggerFactory>()));
        services.AddSingleton<ISecretResolver, SecretResolver>();
        services.AddSingleton<IConfigurationReader, StoredDocuments>();
        var agents = new AgentConnections();
        services.AddSingleton(agents);
        foreach (var factory in ConnectorCatalogue.Factories(options, agents))
        {
            services.AddSingleton(factory);
        }

        services.AddProvGrains(new ProvGrainsOptions
        {
            DefaultTenant = options.DefaultTenant,
            Sweep = options.Sweep,
            Removals = options.Removals,
            Imports = { DataFolder = options.DataFolder },
        });
        if (options.StopWithInput)
        {
            services.AddHostedService<StopWithInput>();
        }
    }
}

/// <summary>The options have faults.</summary>
public sealed class SiloOptionsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
