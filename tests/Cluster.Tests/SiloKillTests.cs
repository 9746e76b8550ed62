using Prov.Cluster.Tests.Checks;
using Prov.Cluster.Tests.Faults;
using Prov.Cluster.Tests.Load;
using Prov.Tests.Servers;

namespace Prov.Cluster.Tests;

/// <summary>Promises that hold while silos are killed, seen from the client and the targets only.</summary>
public sealed class SiloKillTests(ITestOutputHelper output)
{
    private const int Silos = 3;
    private const int Kills = 10;
    private static readonly TimeSpan ConvergenceLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeProvider Clock = TimeProvider.System;

    [Fact]
    public async Task Cluster_SiloKilledTenTimes_KeepsEveryPromise()
    {
        var seed = Environment.GetEnvironmentVariable("PROV_TEST_SEED") is { } text ? int.Parse(text) : 20260105;
        await using var cluster = await SiloCluster.StartAsync(Silos);
        var log = new ClientLog();
        var clients = cluster.Clients(Clock);

        var rounds = await RunAsync(cluster, new LoadDriver(new LoadOptions { Seed = seed }, clients, log, Clock));
        var stopped = Clock.GetTimestamp();
        var history = await ConvergedAsync(cluster, log.Read());

        Report(seed, rounds, history, Clock.GetElapsedTime(stopped));
        var violations = HistoryChecker.Check(history);
        Assert.True(violations.Count == 0, $"{violations.Count} violations with seed {seed}:\n{string.Join('\n', violations.Take(30))}");
    }

    private static async Task<IReadOnlyList<KillRound>> RunAsync(SiloCluster cluster, LoadDriver driver)
    {
        using var stop = new CancellationTokenSource();
        var load = driver.RunAsync(stop.Token);
        var rounds = await new SiloKiller(cluster, Clock).RunAsync(Kills);
        await stop.CancelAsync();
        await load;
        return rounds;
    }

    // When it does not converge in time, the checker says what differs.
    private static async Task<History> ConvergedAsync(SiloCluster cluster, IReadOnlyList<Attempt> attempts)
    {
        History? history = null;
        try
        {
            await Deadline.UntilAsync(
                async () =>
                {
                    history = new History(attempts, [], await cluster.Targets.ReadAccountsAsync());
                    return !FinalStateCheck.Run(history).Any();
                },
                ConvergenceLimit, "the targets have converged");
        }
        catch (TimeoutException)
        {
        }

        return history! with { Journal = await cluster.Targets.ReadJournalAsync() };
    }

    private void Report(int seed, IReadOnlyList<KillRound> rounds, History history, TimeSpan convergence)
    {
        var latencies = Recovery.Latencies(history.Attempts);
        var leaves = Recovery.LeaveDelays(history);
        var recoveries = Recovery.AfterKills(rounds, history.Attempts).Order().ToList();
        var failures = history.Attempts.Where(a => a.Receipt is null).GroupBy(a => a.Failure!.Split(':')[0]).Select(g => $"{g.Key} {g.Count()}");
        output.WriteLine($"seed {seed}: {latencies.Count} events acknowledged, {history.Attempts.Count} attempts, {history.Journal.Count} changes at the targets");
        output.WriteLine($"failed attempts: {string.Join(", ", failures)}");
        output.WriteLine($"acknowledged after: p50 {Ms(latencies, 0.5)}, p99 {Ms(latencies, 0.99)}, max {Ms(latencies, 1)} ms");
        output.WriteLine($"acknowledged again after a kill: p50 {Ms(recoveries, 0.5)}, max {Ms(recoveries, 1)} ms");
        output.WriteLine($"leavers disabled after: p50 {Ms(leaves, 0.5)}, p99 {Ms(leaves, 0.99)}, max {Ms(leaves, 1)} ms");
        output.WriteLine($"converged {convergence.TotalSeconds:F1} s after the last event");
    }

    private static string Ms(IReadOnlyList<TimeSpan> ordered, double share) => $"{Recovery.Quantile(ordered, share).TotalMilliseconds:F0}";
}
