namespace Prov.Cluster.Tests.Faults;

/// <summary>Kills the silos in turn with SIGKILL, and starts each again.</summary>
internal sealed class SiloKiller(SiloCluster cluster, TimeProvider clock)
{
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(4);

    /// <summary>Does it that many times.</summary>
    public async Task<IReadOnlyList<KillRound>> RunAsync(int times)
    {
        var rounds = new List<KillRound>();
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(Between, clock);
            var silo = i % cluster.Silos.Count;
            await cluster.Silos[silo].KillAsync();
            var killed = clock.GetUtcNow();
            await Task.Delay(Down, clock);
            await cluster.Silos[silo].RestartAsync();
            rounds.Add(new KillRound(silo, killed, clock.GetUtcNow()));
        }

        return rounds;
    }
}
