using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.LoadTests.Joiners;

/// <summary>
/// Joiners through the whole of Prov - stream, identity actor, commit, three account actors, commits of their outcomes - against the same
/// rows written by batched statements alone, in the same run, in turn.
/// </summary>
public static class JoinersBench
{
    // Long enough for the compiler to be done with what every joiner runs.
    private const int Warmup = 20_000;

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var joiners = options.Number("joiners", 40_000);
        var rounds = (int)options.Number("rounds", 3);
        await using var postgres = await PostgresServer.StartAsync(new PostgresOptions { Durable = true, SharedBuffersMegabytes = 512 });
        var (prov, raw) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        await MigrateAsync(raw);
        await using var silo = await SiloProcess.StartAsync(new SiloProcessOptions
        {
            Settings = new Dictionary<string, string> { ["Prov:Store:Provider"] = "PostgreSql" },
            Environment = new Dictionary<string, string> { ["Prov__Store__ConnectionString"] = prov },
        });
        using var channel = silo.Connect();
        await new ConfigurationService.ConfigurationServiceClient(channel).ApplyConfigurationAsync(JoinerConfiguration.Request());
        var (siloProcess, databaseProcess) = (silo.ProcessId!.Value, postgres.ProcessId!.Value);
        var run = new JoinersRun(new JoinerStream(new LifecycleEventService.LifecycleEventServiceClient(channel)), prov, siloProcess);

        var warmup = Math.Min(Warmup, joiners);
        Console.WriteLine($"warming up with {warmup:N0} joiners");
        await run.SaturateAsync("w", warmup);
        var (ours, theirs) = (new List<double>(), new List<double>());
        var counters = new List<DatabaseCounters>();
        var work = new List<ProcessorWork>();
        for (var round = 0; round < rounds; round++)
        {
            await ClearAsync(prov);
            var before = await DatabaseCounters.ReadAsync(prov);
            var (silo0, database0, client0) = (ProcessorTime.Seconds(siloProcess), ProcessorTime.Seconds(databaseProcess), ClientSeconds());
            ours.Add(joiners / (await run.SaturateAsync($"r{round}", joiners)).TotalSeconds);
            var (siloSeconds, databaseSeconds, clientSeconds) =
                (ProcessorTime.Seconds(siloProcess) - silo0, ProcessorTime.Seconds(databaseProcess) - database0, ClientSeconds() - client0);
            counters.Add((await DatabaseCounters.ReadAsync(prov)).Since(before));
            await run.CheckAsync(joiners);
            var written = await new RawWriter(prov, raw, databaseProcess).WriteAsync(joiners);
            theirs.Add(joiners / written.Elapsed.TotalSeconds);
            work.Add(new ProcessorWork(
                siloSeconds * 1000 / joiners, databaseSeconds * 1000 / joiners, clientSeconds * 1000 / joiners, written.DatabaseSeconds * 1000 / joiners));
            Console.WriteLine($"round {round + 1}: Prov {ours[^1]:N0} joiners/s; same rows without actors {theirs[^1]:N0}/s; ratio {ours[^1] / theirs[^1]:N2}; {work[^1]}");
        }

        var rate = Median(ours);
        var latencies = await run.PaceAsync("p", (int)Math.Min(joiners, rate * 5), rate / 2);
        var unchanged = await run.RepeatAsync("p", latencies.Length);
        Report(options, new Result(rate, Median(theirs), Median([.. ours.Zip(theirs, (a, b) => a / b)]), latencies, counters, work, joiners, run.BytesPerIdentity, unchanged));
        return 0;
    }

    private static void Report(BenchOptions options, Result result)
    {
        var figures = result.Figures();
        foreach (var (name, value) in figures)
        {
            Console.WriteLine($"{name,-36} {value.ToString("0.####", CultureInfo.InvariantCulture)}");
        }

        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures));
        }
    }

    private static async Task MigrateAsync(string connectionString)
    {
        // The silo's own program lays the tables out, so that both sides write into the same schema with the same indexes.
        var program = Environment.GetEnvironmentVariable("PROV_SILO") ?? throw new InvalidOperationException("Run ./prov bench joiners.");
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { program, "migrate", "--Prov:Store:Provider=PostgreSql" }, RedirectStandardOutput = true };
        start.Environment["Prov__Store__ConnectionString"] = connectionString;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("The comparator's schema could not be laid out.");
        }
    }

    /// <summary>Takes the rows of the round before away, so that rounds are alike and the comparator copies just this one's.</summary>
    private static async Task ClearAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("truncate identities, accounts, events, reservations, audit_entries, audit_batches", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static double ClientSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Processor milliseconds per joiner; unlike the clock they say the same on a machine that has other work.</summary>
    private sealed record ProcessorWork(double Silo, double Database, double Client, double RawDatabase)
    {
        public override string ToString() => $"processor ms per joiner: silo {Silo:N2}, database {Database:N2}, client {Client:N2}; without actors: database {RawDatabase:N2}";
    }

    private sealed record Result(
        double JoinersPerSecond, double RawPerSecond, double Ratio, double[] Latencies, List<DatabaseCounters> Counters, List<ProcessorWork> Work, long Joiners, long BytesPerIdentity, DatabaseCounters Unchanged)
    {
        public Dictionary<string, double> Figures() => new()
        {
            ["ratio"] = Ratio,
            ["joiners_per_second"] = JoinersPerSecond,
            ["raw_joiners_per_second"] = RawPerSecond,
            ["acknowledgement_p50_ms"] = Percentile(0.50),
            ["acknowledgement_p99_ms"] = Percentile(0.99),
            ["commits_per_joiner"] = Counters.Average(c => c.Commits) / Joiners,
            ["rows_per_joiner"] = Counters.Average(c => c.Rows) / Joiners,
            ["fsyncs_per_joiner"] = Counters.Average(c => c.Syncs) / Joiners,
            ["wal_bytes_per_joiner"] = Counters.Average(c => c.LogBytes) / Joiners,
            ["silo_processor_ms_per_joiner"] = Median([.. Work.Select(w => w.Silo)]),
            ["database_processor_ms_per_joiner"] = Median([.. Work.Select(w => w.Database)]),
            ["client_processor_ms_per_joiner"] = Median([.. Work.Select(w => w.Client)]),
            ["raw_database_processor_ms_per_joiner"] = Median([.. Work.Select(w => w.RawDatabase)]),
            ["active_identity_bytes"] = BytesPerIdentity,
            ["rows_per_unchanged_event"] = (double)Unchanged.Rows / Latencies.Length,
        };

        private double Percentile(double share) => Latencies.Order().ElementAt((int)(share * (Latencies.Length - 1))) * 1000;
    }
}
