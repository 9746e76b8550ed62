using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Tests.Sources;

public sealed class EventFeedTests(ImportCluster cluster) : IClassFixture<ImportCluster>
{
    private const string Header = "event_id,kind,sequence,effective_at,id,name,grade\n";

    [Fact]
    public async Task Import_Events_KeepTheOrderOfEachRecord()
    {
        await using var bench = new ImportBench(cluster, Events);
        var text = Header + string.Concat(Enumerable.Range(0, 50).SelectMany(p => new[]
        {
            $"j{p},join,1,2020-01-01,E{p},Name,1\n", $"m{p},move,2,2021-01-01T08:00:00Z,E{p},,2\n", $"l{p},leave,3,2022-01-01,E{p},,\n", $"r{p},JOIN,4,,E{p},Name,3\n",
        }));
        var end = await bench.ImportAsync(text);
        Assert.Equal((ImportState.Succeeded, 200, 0, 200), (end.State, end.RowsRead, end.Leaves, end.Applied));
        foreach (var person in bench.Model.Submitted.GroupBy(e => e.SourceKey))
        {
            Assert.Equal([1L, 2L, 3L, 4L], person.Select(e => e.Sequence!.Value));
        }

        var move = bench.Model.Submitted.First(e => e.EventId == "m7");
        Assert.Equal((LifecycleEventKind.Move, new DateTimeOffset(2021, 1, 1, 8, 0, 0, TimeSpan.Zero)), (move.Kind, move.EffectiveAt));
        Assert.Equal(["grade", "id"], move.Attributes.Keys);
        Assert.Null(move.ContentDigest);
    }

    [Fact]
    public async Task Import_SameEventsAgain_HaveTheSameIds()
    {
        await using var bench = new ImportBench(cluster, Events);
        var text = "kind,id,name,grade\njoin,E1,Ann,1\njoin,E2,Bob,1\n";
        await bench.ImportAsync(text);
        await bench.ImportAsync(text);
        Assert.Equal(2, bench.Model.Submitted.Select(e => e.EventId).Distinct().Count());
    }

    [Fact]
    public async Task Import_MassOfLeaves_HoldsThemAndWhatFollowsThem()
    {
        await using var bench = new ImportBench(cluster, Events);
        await bench.ImportAsync(Header + string.Concat(Enumerable.Range(0, 40).Select(p => $"j{p},join,1,,E{p},Name,1\n")));
        var text = Header
            + string.Concat(Enumerable.Range(0, 30).Select(p => $"l{p},leave,2,,E{p},,\n"))
            + "b3,join,3,,E3,Back,1\nn1,join,1,,X1,New,1\n";
        var runId = await bench.StartAsync(text);
        var held = await bench.EndOfAsync(runId);
        Assert.Equal((ImportState.Held, 30, 31, 1), (held.State, held.Leaves, held.LeavesHeld, held.Applied));
        Assert.True(bench.Model.IsHere("X1"));
        Assert.True(bench.Model.IsHere("E29"));
        await bench.Run(runId).ReleaseAsync(held.PlanHash, "boss", CancellationToken.None);
        Assert.Equal(ImportState.Succeeded, (await bench.EndOfAsync(runId)).State);
        Assert.True(bench.Model.IsHere("E3"));
        Assert.False(bench.Model.IsHere("E29"));
    }

    [Theory]
    [InlineData("e1,promote,1,,E1,Ann,1", "KIND_INVALID")]
    [InlineData("e1,join,-1,,E1,Ann,1", "NUMBER_INVALID")]
    [InlineData("e1,join,1,soon,E1,Ann,1", "DATE_INVALID")]
    [InlineData("e1,join,1,,E1,,1", "ATTRIBUTE_REQUIRED")]
    public async Task Import_BadEvent_IsQuarantined(string row, string reason)
    {
        await using var bench = new ImportBench(cluster, s => Events(s) with { Guard = new() { MaxBadRowShare = 1 } });
        Assert.Equal(0, (await bench.ImportAsync(Header + row + "\n")).Applied);
        Assert.StartsWith(reason, bench.Quarantine.Single().Faults.Single(), StringComparison.Ordinal);
    }

    private static AuthoritativeSource Events(AuthoritativeSource source) =>
        source with { Feed = source.Feed! with { Mode = FeedMode.Events, Complete = false } };
}
