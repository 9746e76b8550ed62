namespace Prov.Silo.Tests.Reconciliation;

/// <summary>The drift story: others change a real directory while Prov runs, and within a minute it is as policy says.</summary>
public sealed class DirectoryDriftTests
{
    private const int Rounds = 5;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private static readonly IReadOnlyDictionary<string, Func<string, Task<DirectoryUnderDrift>>> _directories =
        new Dictionary<string, Func<string, Task<DirectoryUnderDrift>>>
        {
            ["OpenLDAP"] = OpenLdapUnderDrift.StartAsync,
            ["Active Directory"] = DomainUnderDrift.StartAsync,
        };

    [Theory]
    [InlineData("OpenLDAP")]
    [InlineData("Active Directory")]
    public async Task Reconcile_OthersChangeTheDirectory_IsRepairedOrTakenOverWithinAMinute(string kind)
    {
        await using var world = await DirectoryWorld.StartAsync(_directories[kind]);
        var times = new List<TimeSpan>();

        for (var round = 0; round < Rounds; round++)
        {
            times.AddRange(await world.DriftAsync(round, _limit));
        }

        times.Sort();
        var p99 = times[(int)Math.Ceiling(0.99 * times.Count) - 1];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kind}: {times.Count} drifts repaired or taken over, p50 {times[times.Count / 2].TotalSeconds:F1} s, p99 {p99.TotalSeconds:F1} s");
        Assert.True(times.Count >= 100);
        Assert.InRange(p99, TimeSpan.Zero, _limit);
        await world.ProveAsync();
    }
}
