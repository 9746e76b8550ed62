using Prov.Storage;

namespace Prov.Silo.Hosting;

/// <summary>The program: <c>serve</c> (the default) or <c>migrate</c>.</summary>
internal static class SiloProgram
{
    private const int UsageFault = 2;
    private const int StoreFault = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var command = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "serve";
        var settings = args.Length > 0 && args[0] == command ? args[1..] : args;
        try
        {
            switch (command)
            {
                case "serve":
                    await ServeAsync(settings);
                    return 0;
                case "migrate":
                    await SiloHost.MigrateAsync(settings, CancellationToken.None);
                    await Console.Out.WriteLineAsync("The schema is up to date.");
                    return 0;
                default:
                    await Console.Error.WriteLineAsync($"There is no command '{command}': use serve or migrate.");
                    return UsageFault;
            }
        }
        catch (SiloOptionsException faulty)
        {
            await Console.Error.WriteLineAsync("The silo was not started:");
            foreach (var fault in faulty.Faults)
            {
                await Console.Error.WriteLineAsync("  " + fault);
            }

            return UsageFault;
        }
        catch (StoreException fault)
        {
            await Console.Error.WriteLineAsync($"The silo was not started: {fault.Reason}: {fault.Message}");
            return StoreFault;
        }
    }

    private static async Task ServeAsync(string[] settings)
    {
        await using var app = SiloHost.Build(settings);
        var options = app.Services.GetRequiredService<SiloOptions>();

        // Before the actors start: they read the schema at once. A cluster's silos wait for each other here.
        var store = app.Services.GetRequiredService<IProvStore>();
        await new StoreStart(() => SiloHost.MigrateAsync(store, options, CancellationToken.None), options.Store.StartWait, TimeProvider.System, Console.Error)
            .RunAsync(CancellationToken.None);
        await app.RunAsync();
    }
}
