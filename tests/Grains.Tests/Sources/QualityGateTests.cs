using System.Security.Cryptography;
using System.Text;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;

namespace Prov.Grains.Tests.Sources;

/// <summary>A feed that is not what its source declares has no effect until a person lets it through.</summary>
public sealed class QualityGateTests(ImportCluster cluster) : IClassFixture<ImportCluster>
{
    private const string Header = "id,name,status,hired,grade,tags\n";

    private static readonly FeedQuality _quality = new()
    {
        MinRows = 5,
        MaxVolumeChange = 0.5,
        Trailer = "#END",
        Columns = [new("name") { Unique = true }, new("grade") { MaxEmptyShare = 0.25 }, new("hired") { Earliest = new(1950, 1, 1, 0, 0, 0, TimeSpan.Zero) }],
    };

    [Fact]
    public async Task Import_GoodFeed_PassesAndItsTrailerIsNoRow()
    {
        await using var bench = Bench();
        var end = await bench.ImportAsync(WithTrailer(Rows(20)));
        Assert.Equal((ImportState.Succeeded, 20, 20, 0), (end.State, end.RowsRead, end.Applied, end.RowsBad));
        Assert.Empty(Items(bench));
    }

    [Fact]
    public async Task Import_BadFeed_IsHeldWholeWithEveryFaultAndAnItem()
    {
        await using var bench = Bench();
        await bench.ImportAsync(WithTrailer(Rows(20)));

        var held = await bench.ImportAsync(Header + "E1,Same,,1850-01-01,,\nE2,Same,,2020-01-01,,\nE3,Other,,2020-01-01,3,\n");

        Assert.Equal((ImportState.Held, true, 3, 0), (held.State, held.AllHeld, held.RowsRead, held.Applied));
        foreach (var reason in new[] { "VOLUME_UNUSUAL", "TRAILER_MISSING", "NOT_UNIQUE: name", "TOO_MANY_EMPTY: grade", "DATE_OUT_OF_RANGE: hired" })
        {
            Assert.Contains(reason, held.Explanation, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Same", held.Explanation, StringComparison.Ordinal);
        Assert.Equal(20, bench.Model.Submitted.Count);
        Assert.Equal((WorkItemKind.DataQuality, WorkItemState.Open, "people-team"), Assert.Single(Items(bench).Select(i => (i.Kind, i.State, i.Owner))));

        await bench.ImportAsync(WithTrailer(Rows(21)));
        Assert.Equal(WorkItemState.Cancelled, Assert.Single(Items(bench)).State);
    }

    [Fact]
    public async Task Release_OfAHeldFeed_AppliesItAlsoAfterARestart()
    {
        await using var bench = Bench();
        var runId = await bench.StartAsync(WithTrailer(Rows(3)));
        var held = await bench.EndOfAsync(runId);
        Assert.Equal((ImportState.Held, 0), (held.State, bench.Model.Submitted.Count));
        await bench.RestartAsync();

        await Assert.ThrowsAsync<ImportRefusedException>(() => bench.Run(runId).ReleaseAsync("another", "ann", CancellationToken.None));
        await bench.Run(runId).ReleaseAsync(held.PlanHash, "ann", CancellationToken.None);

        var end = await bench.EndOfAsync(runId);
        Assert.Equal((ImportState.Succeeded, false, 3), (end.State, end.AllHeld, end.Applied));
        Assert.Equal(3, bench.Model.Here.Count());
        Assert.Equal(WorkItemState.Cancelled, Assert.Single(Items(bench)).State);
    }

    [Theory]
    [InlineData("#END,21", "TRAILER_MISMATCH")]
    [InlineData("#END,many", "TRAILER_MISMATCH")]
    [InlineData("#END,20,00ff", "TRAILER_MISMATCH")]
    [InlineData("#FIN,20", "TRAILER_MISSING")]
    public async Task Import_TrailerThatDoesNotAgree_IsHeld(string trailer, string reason)
    {
        await using var bench = Bench();
        var held = await bench.ImportAsync(Rows(20) + trailer + "\n");
        Assert.Equal(ImportState.Held, held.State);
        Assert.Contains(reason, held.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_TrailerWithItsChecksum_Passes()
    {
        await using var bench = Bench();
        var rows = Rows(20);
        var end = await bench.ImportAsync($"{rows}#END,20,{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(rows)))}\r\n");
        Assert.Equal(ImportState.Succeeded, end.State);
    }

    private static string Rows(int count) => Header + string.Concat(Enumerable.Range(1, count).Select(i => $"E{i:D4},Name {i},,2020-01-15,3,a\n"));

    private static string WithTrailer(string rows) => $"{rows}#END,{rows.Count(c => c == '\n') - 1}\n";

    private ImportBench Bench() => new(cluster, s => s with { Quality = _quality, Owner = "people-team" });

    private IEnumerable<WorkItem> Items(ImportBench bench) => cluster.Store.WorkItems.Values.Where(i => i.Tenant == bench.Tenant);
}
