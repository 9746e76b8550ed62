using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Net.Client;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.LoadTests.Shapes;

/// <summary>
/// The published engine-only scenarios of another product, on one silo with PostgreSQL and targets that take everything: a feed until the
/// last account agrees, then a new version of the configuration that concerns everyone.
/// </summary>
public static class ShapesBench
{
    private static readonly Shape[] _shapes =
    [
        new(50, 5, 100, 241 / 60.0, 394 / 60.0, "31 threads, lab"),
        new(50, 5, 20, 1000 / 119.5, 1000 / 46.6, "older development PC"),
    ];

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var (objects, figures) = (options.Number("objects", 2_000), new Dictionary<string, double>());
        foreach (var shape in _shapes)
        {
            var (import, recompute) = await MeasureAsync(shape, objects);
            Show(shape, "import", import, shape.PublishedImport);
            Show(shape, "recompute", recompute, shape.PublishedRecompute);
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(shape.Name.Replace('-', '_'));
            figures[$"{name}_import_per_core"] = import / Environment.ProcessorCount;
            figures[$"{name}_recompute_per_core"] = recompute / Environment.ProcessorCount;
        }

        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures));
        }

        return 0;
    }

    private static async Task<(double Import, double Recompute)> MeasureAsync(Shape shape, long objects)
    {
        await using var postgres = await PostgresServer.StartAsync(new PostgresOptions { Durable = true, SharedBuffersMegabytes = 512 });
        var database = await postgres.CreateDatabaseAsync();
        await using var silo = await SiloProcess.StartAsync(new SiloProcessOptions
        {
            Settings = new Dictionary<string, string> { ["Prov:Store:Provider"] = "PostgreSql" },
            Environment = new Dictionary<string, string> { ["Prov__Store__ConnectionString"] = database },
        });
        using var channel = silo.Connect();
        var configuration = new ShapeConfiguration(shape);
        var configurations = new ConfigurationService.ConfigurationServiceClient(channel);
        await configurations.ApplyConfigurationAsync(configuration.Request(graceDays: 30));
        var feed = configuration.Feed(objects);
        var watch = Stopwatch.StartNew();
        await ImportAsync(channel, feed);
        await ConvergedAsync(channel);
        var import = objects / watch.Elapsed.TotalSeconds;
        watch.Restart();
        var version = (await configurations.ApplyConfigurationAsync(configuration.Request(graceDays: 31))).Version;
        var done = await RecomputedAsync(channel, version);
        return done.Decided == objects
            ? (import, objects / watch.Elapsed.TotalSeconds)
            : throw new InvalidOperationException($"{done.Decided} of {objects} were decided again.");
    }

    private static async Task ImportAsync(GrpcChannel channel, byte[] feed)
    {
        var imports = new ImportService.ImportServiceClient(channel);
        using var call = imports.ImportFeed();
        await call.RequestStream.WriteAsync(new() { Header = new() { Source = "hr", FileName = "shape.csv", RequestId = Guid.NewGuid().ToString() } });
        foreach (var chunk in feed.Chunk(1 << 18))
        {
            await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(chunk) });
        }

        await call.RequestStream.CompleteAsync();
        var run = (await call.ResponseAsync).Run;
        while (run.Metadata.State == ImportMetadata.Types.State.Running)
        {
            run = (await imports.GetImportAsync(new() { RunId = run.Id, Wait = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) })).Run;
        }

        if (run.Metadata.State != ImportMetadata.Types.State.Succeeded)
        {
            throw new InvalidOperationException($"The import ended {run.Metadata.State}: {run.Metadata.Explanation}");
        }
    }

    private static async Task ConvergedAsync(GrpcChannel channel)
    {
        var status = new StatusService.StatusServiceClient(channel);
        while ((await status.GetStatusAsync(new())).AccountsNotConverged > 0)
        {
            await Task.Delay(20);
        }
    }

    private static async Task<Recompute> RecomputedAsync(GrpcChannel channel, long version)
    {
        var client = new RecomputeService.RecomputeServiceClient(channel);
        while (true)
        {
            var recompute = (await client.GetRecomputeAsync(new())).Recompute;
            if (recompute.ConfigurationVersion >= version && recompute.State == Recompute.Types.State.Done)
            {
                return recompute;
            }

            await Task.Delay(20);
        }
    }

    private static void Show(Shape shape, string what, double perSecond, double published) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{shape.Name,-18} {what,-10} {perSecond,8:0.0} objects/s, {perSecond / Environment.ProcessorCount,8:0.0} per core; published {published:0.0} in all ({shape.PublishedOn})"));
}
