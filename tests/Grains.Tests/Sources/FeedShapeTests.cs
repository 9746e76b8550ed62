using System.Diagnostics;
using System.Globalization;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Tests.Sources;

/// <summary>
/// Files gone wrong take nobody away. With 10,000 people, or as many as <c>PROV_FEED_PEOPLE</c> says; <c>PROV_FEED_CUTS</c> sets the number of
/// random cuts.
/// </summary>
public sealed class FeedShapeTests(ImportCluster cluster) : IClassFixture<ImportCluster>
{
    private static readonly int _people = Setting("PROV_FEED_PEOPLE", 10_000);
    private static readonly int _cuts = Setting("PROV_FEED_CUTS", 60);

    public static TheoryData<string> Shapes => [.. FeedShapes.All.Keys];

    [Fact]
    public void Shapes_AreForty() => Assert.Equal(40, FeedShapes.All.Count);

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Import_ShapeOfABrokenFeed_TakesNobodyAwayAndSaysWhy(string shape)
    {
        await using var bench = Bench();
        var rows = FeedShapes.Good(_people);
        await bench.ImportAsync(FeedShapes.Text(rows));
        var begun = Stopwatch.GetTimestamp();

        var end = await bench.ImportAsync(FeedShapes.All[shape](rows));

        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(60));
        AssertAllHere(bench, rows, shape);
        if (end.State is ImportState.Held or ImportState.Failed)
        {
            Assert.Contains(": ", end.Explanation, StringComparison.Ordinal);
        }

        // And the next good file is taken without anybody's help.
        var good = await bench.ImportAsync(FeedShapes.Text(rows));
        AssertAllHere(bench, rows, shape);
        Assert.NotEqual(ImportState.Failed, good.State);
    }

    [Fact]
    public async Task Import_FeedCutAtAnyByte_TakesNobodyAway()
    {
        await using var bench = Bench();
        var rows = FeedShapes.Good(_people);
        var feed = FeedShapes.Text(rows);
        await bench.ImportAsync(feed);
        var random = new Random(20261126);
        for (var cut = 0; cut < _cuts; cut++)
        {
            // Between two bad files comes a good one, as when somebody has repaired it.
            var at = random.Next(feed.Length);
            var end = await bench.ImportAsync(feed[..at]);
            AssertAllHere(bench, rows, string.Create(CultureInfo.InvariantCulture, $"cut at {at}: {end.State} {end.Explanation}"));
            Assert.Equal(ImportState.Succeeded, (await bench.ImportAsync(feed)).State);
        }
    }

    [Fact]
    public async Task Import_AbsentInAsManySnapshotsAsDeclared_LeavesAndNotBefore()
    {
        await using var bench = Bench();
        var rows = FeedShapes.Good(100);
        await bench.ImportAsync(FeedShapes.Text(rows));

        Assert.Equal((ImportState.Succeeded, 0), Told(await bench.ImportAsync(FeedShapes.Text(rows[3..]))));
        Assert.Equal(100, bench.Model.Here.Count());
        Assert.Equal((ImportState.Succeeded, 0), Told(await bench.ImportAsync(FeedShapes.Text([rows[0], .. rows[3..]]))));
        Assert.Equal(100, bench.Model.Here.Count());

        // Two are missing for the third time; the first one was there in between, and counts from the beginning.
        Assert.Equal((ImportState.Succeeded, 2), Told(await bench.ImportAsync(FeedShapes.Text(rows[3..]))));
        Assert.Equal(98, bench.Model.Here.Count());
        await bench.ImportAsync(FeedShapes.Text(rows[3..]));
        Assert.Equal(98, bench.Model.Here.Count());
        await bench.ImportAsync(FeedShapes.Text(rows[3..]));
        Assert.Equal(97, bench.Model.Here.Count());
    }

    [Fact]
    public async Task Import_ManyMissingForTheFirstTime_IsHeldAtOnceAndAReleaseConfirmsThem()
    {
        await using var bench = Bench();
        var rows = FeedShapes.Good(100);
        await bench.ImportAsync(FeedShapes.Text(rows));

        var runId = await bench.StartAsync(FeedShapes.Text(rows[40..]));
        var held = await bench.EndOfAsync(runId);

        Assert.Equal((ImportState.Held, 40), (held.State, held.LeavesHeld));
        await bench.Run(runId).ReleaseAsync(held.PlanHash, "boss", CancellationToken.None);
        await bench.UntilAsync(runId, p => p.State == ImportState.Succeeded);
        Assert.Equal(60, bench.Model.Here.Count());
    }

    private static (ImportState State, long Leaves) Told(ImportProgress end) => (end.State, end.Leaves);

    private static void AssertAllHere(ImportBench bench, string[] rows, string shape)
    {
        var gone = rows.Select(r => r.Split(',')[0]).Where(k => !bench.Model.IsHere(k)).ToList();
        Assert.True(gone.Count == 0, $"{shape}: {gone.Count} are gone");
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set) ? set : usual;

    private ImportBench Bench() => new(cluster, source => source with { Feed = source.Feed! with { AbsentSnapshots = 3 } });
}
