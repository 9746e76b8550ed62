using System.Text;
using Prov.Domain.Expressions;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Tests.Sources;

public sealed class ImportTests(ImportCluster cluster) : IClassFixture<ImportCluster>
{
    private const string Header = "id,name,status,hired,grade,tags\n";

    private static string Feed(int count, Func<int, bool>? skip = null, string grade = "3") => Header + string.Concat(
        Enumerable.Range(1, count).Where(i => skip?.Invoke(i) != true).Select(i => $"E{i:D4},Name {i},,2020-01-15,{grade},a;b\n"));

    [Fact]
    public async Task Import_FirstSnapshot_SubmitsEveryRow()
    {
        await using var bench = new ImportBench(cluster);
        var end = await bench.ImportAsync(Feed(40));
        Assert.Equal((ImportState.Succeeded, 40, 40, 40, 0), (end.State, end.RowsRead, end.Planned, end.Applied, end.RowsBad));
        var row = bench.Model.Records["E0007"];
        Assert.Equal("Name 7", row.Attributes["name"].AsString());
        Assert.Equal(3, row.Attributes["grade"].AsInteger());
        Assert.Equal(new DateTimeOffset(2020, 1, 15, 0, 0, 0, TimeSpan.Zero), row.Attributes["hired"].AsTimestamp());
        Assert.Equal(Value.ListOf(["a", "b"]), row.Attributes["tags"]);
        Assert.False(row.Attributes.ContainsKey("status"));
        Assert.Contains("IMPORT_FINISHED", bench.AuditActions);
        await bench.UntilNothingIsLeftAsync();
    }

    [Fact]
    public async Task Import_UnchangedFeed_WakesNothing()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(2000));
        var end = await bench.ImportAsync(Feed(2000));
        Assert.Equal((ImportState.Succeeded, 2000, 0), (end.State, end.RowsUnchanged, end.Planned));
        Assert.Equal(2000, bench.Model.Submitted.Count);
        Assert.Equal(1, bench.Scans);
    }

    [Fact]
    public async Task Import_IndexLost_IsRebuiltAndWakesNothing()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(500));
        await bench.RestartAsync();
        var end = await bench.ImportAsync(Feed(500));
        Assert.Equal((500, 2, 500), (end.RowsUnchanged, bench.Scans, bench.Model.Submitted.Count));
    }

    [Fact]
    public async Task Import_SomeRowsChanged_SubmitsThoseOnly()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(100));
        var end = await bench.ImportAsync(Feed(100).Replace("E0042,Name 42", "E0042,Renamed", StringComparison.Ordinal) + "E0101,New,,,,\n");
        Assert.Equal((100 - 1, 2), (end.RowsUnchanged, end.Applied));
        Assert.Equal(["E0042", "E0101"], bench.Model.Submitted.Skip(100).Select(e => e.SourceKey).Order());
    }

    [Fact]
    public async Task Import_ColumnMeaningChanged_LooksAtEveryRowAgain()
    {
        await using var bench = new ImportBench(cluster, s => s with { Attributes = [.. s.Attributes, new("note", s.Attributes[0].Type)] });
        await bench.ImportAsync("id,name,status,hired,grade,tags,note\nE1,Ann,,,,,x\n");
        await bench.ImportAsync("id,note,status,hired,grade,tags,name\nE1,Ann,,,,,x\n");
        Assert.Equal("x", bench.Model.Records["E1"].Attributes["name"].AsString());
    }

    [Fact]
    public async Task Import_FewRowsGone_LeavesThem()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(100));
        var end = await bench.ImportAsync(Feed(100, i => i is 3 or 4));
        Assert.Equal((ImportState.Succeeded, 2, 0), (end.State, end.Leaves, end.LeavesHeld));
        Assert.Equal(98, bench.Model.Here.Count());
        Assert.Equal(LifecycleEvent.RowGone, bench.Model.Records["E0003"].ContentDigest);
        var back = await bench.ImportAsync(Feed(100));
        Assert.Equal(2, back.Applied);
        Assert.True(bench.Model.IsHere("E0003"));
    }

    [Fact]
    public async Task Import_HalfTheRowsGone_HoldsLeavesAndAppliesAdditions()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(100));
        var runId = await bench.StartAsync(Feed(100, i => i > 50) + "E9999,New,,,,\n");
        var held = await bench.EndOfAsync(runId);
        Assert.Equal((ImportState.Held, 50, 50, 1), (held.State, held.Leaves, held.LeavesHeld, held.Applied));
        Assert.StartsWith("MASS_CHANGE: ", held.Explanation, StringComparison.Ordinal);
        Assert.Equal(101, bench.Model.Here.Count());

        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => bench.Run(runId).ReleaseAsync("00", "boss", CancellationToken.None));
        Assert.Equal(ImportReasons.ImportPlanChanged, refused.Reason);
        Assert.Equal(101, bench.Model.Here.Count());

        await bench.Run(runId).ReleaseAsync(held.PlanHash, "boss", CancellationToken.None);
        var end = await bench.EndOfAsync(runId);
        Assert.Equal((ImportState.Succeeded, 0, 51), (end.State, end.LeavesHeld, end.Applied));
        Assert.Equal(51, bench.Model.Here.Count());
        Assert.Equal(["IMPORT_FINISHED", "IMPORT_HELD", "IMPORT_RELEASED", "IMPORT_FINISHED"], bench.AuditActions);
        var again = await bench.Run(runId).ReleaseAsync(held.PlanHash, "boss", CancellationToken.None);
        Assert.Equal((ImportState.Succeeded, 51), (again!.State, again.Applied));
        var other = await Assert.ThrowsAsync<ImportRefusedException>(() => bench.Run(runId).ReleaseAsync("00", "boss", CancellationToken.None));
        Assert.Equal(ImportReasons.ImportNotHeld, other.Reason);
    }

    [Fact]
    public async Task Import_RowsSayThatHalfHasLeft_HoldsThemAndReleaseAppliesThem()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(100));
        var text = Feed(50) + string.Concat(Enumerable.Range(51, 50).Select(i => $"E{i:D4},Name {i},left,2020-01-15,3,a;b\n"));
        var runId = await bench.StartAsync(text);
        var held = await bench.EndOfAsync(runId);
        Assert.Equal((ImportState.Held, 50, 100), (held.State, held.LeavesHeld, bench.Model.Here.Count()));

        await bench.RestartAsync();
        await bench.Run(runId).ReleaseAsync(held.PlanHash, "boss", CancellationToken.None);
        Assert.Equal(ImportState.Succeeded, (await bench.EndOfAsync(runId)).State);
        Assert.Equal(50, bench.Model.Here.Count());
        Assert.Equal("left", bench.Model.Records["E0077"].Attributes["status"].AsString());
        Assert.Equal(0, (await bench.ImportAsync(text)).Planned);
    }

    [Fact]
    public async Task Import_IndexLostAndLongGoneRowsDropped_CountsNoLeaves()
    {
        await using var bench = new ImportBench(cluster);
        var gone = string.Concat(Enumerable.Range(200, 50).Select(i => $"E{i},Name,left,,,\n"));
        await bench.ImportAsync(Feed(100) + gone);
        await bench.RestartAsync();
        var end = await bench.ImportAsync(Feed(100));
        Assert.Equal((ImportState.Succeeded, 0, 0), (end.State, end.Leaves, end.Planned));
    }

    [Fact]
    public async Task Import_WhileOneIsHeld_SupersedesIt()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(100));
        var runId = await bench.StartAsync(Feed(10));
        var held = await bench.EndOfAsync(runId);
        Assert.Equal(ImportState.Held, held.State);
        Assert.Equal(0, (await bench.ImportAsync(Feed(100))).Planned);
        Assert.Equal(ImportState.Cancelled, (await bench.EndOfAsync(runId)).State);
        await Assert.ThrowsAsync<ImportRefusedException>(() => bench.Run(runId).ReleaseAsync(held.PlanHash, "boss", CancellationToken.None));
        Assert.Equal(100, bench.Model.Here.Count());
    }

    [Fact]
    public async Task Import_FeedNotComplete_IgnoresAbsence()
    {
        await using var bench = new ImportBench(cluster, s => s with { Feed = s.Feed! with { Complete = false } });
        await bench.ImportAsync(Feed(100));
        var end = await bench.ImportAsync(Feed(5));
        Assert.Equal((ImportState.Succeeded, 0, 100), (end.State, end.Leaves, bench.Model.Here.Count()));
    }

    [Fact]
    public async Task Import_UnreadableRowsAndAbsences_HoldsTheLeaves()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(100));
        var end = await bench.ImportAsync(Feed(100, i => i == 9) + ",Nameless,,,,\n");
        Assert.Equal((ImportState.Held, 1, 1), (end.State, end.LeavesHeld, end.RowsBad));
        Assert.StartsWith(ImportReasons.RowsUnreadable, end.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_BadRowOfAKnownPerson_IsNoLeave()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(100));
        var end = await bench.ImportAsync(Feed(100).Replace("E0042,Name 42,,2020-01-15", "E0042,Name 42,,tomorrow", StringComparison.Ordinal));
        Assert.Equal((ImportState.Succeeded, 0, 1, 99), (end.State, end.Leaves, end.RowsBad, end.RowsUnchanged));
        Assert.True(bench.Model.IsHere("E0042"));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task Import_ByteOrderMark_WinsOverTheDeclaredEncoding(string encoding)
    {
        await using var bench = new ImportBench(cluster, s => s with { Feed = s.Feed! with { Encoding = "iso-8859-1" } });
        var marked = encoding == "utf-8" ? new UTF8Encoding(true) : Encoding.GetEncoding(encoding);
        Assert.Equal(ImportState.Succeeded, (await bench.ImportAsync(Header + "E1,Jürgen Ørsted 🙂,,,,\n", marked)).State);
        Assert.Equal("Jürgen Ørsted 🙂", bench.Model.Records["E1"].Attributes["name"].AsString());
    }

    [Theory]
    [InlineData("windows-1252", 0x80, "€")]
    [InlineData("iso-8859-1", 0xE9, "é")]
    public async Task Import_DeclaredEncoding_IsRead(string encoding, byte octet, string expected)
    {
        await using var bench = new ImportBench(cluster, s => s with { Feed = s.Feed! with { Encoding = encoding } });
        byte[] content = [.. Encoding.ASCII.GetBytes(Header + "E1,"), octet, .. ",,,,\n"u8];
        await bench.ImportAsync(content);
        Assert.Equal(expected, bench.Model.Records["E1"].Attributes["name"].AsString());
    }

    [Fact]
    public async Task Import_BusyStoreAndLostAnswers_EndsWithOneEffectEach()
    {
        await using var bench = new ImportBench(cluster);
        var random = new Random(7);
        var seen = new HashSet<string>();
        bench.Model.Before = e => Lucky() ? throw new Prov.Storage.Commits.StoreBusyException() : null;
        bench.Model.After = e => _ = Lucky() ? throw new TimeoutException() : 0;
        bool Lucky()
        {
            lock (random)
            {
                return random.Next(4) == 0;
            }
        }

        var end = await bench.ImportAsync(Feed(200));
        Assert.Equal((ImportState.Succeeded, 200, 200), (end.State, end.Applied, bench.Model.Records.Count));
        Assert.Equal(200, bench.Model.Submitted.Select(e => e.EventId).Distinct().Count());
        bench.Model.Before = _ => null;
        bench.Model.After = _ => { };
        Assert.Equal(0, (await bench.ImportAsync(Feed(200))).Planned);
    }

    [Fact]
    public async Task Import_EventRefused_IsQuarantinedAndSubmittedAgainNextTime()
    {
        await using var bench = new ImportBench(cluster);
        bench.Model.Before = e => e.SourceKey == "E0002" ? new SubmitResult { Refusal = new([new("TOO_LONG", "name", "Shorter.")]) } : null;
        var end = await bench.ImportAsync(Feed(3));
        Assert.Equal((ImportState.Succeeded, 2, 1), (end.State, end.Applied, end.RowsBad));
        var kept = Assert.Single(bench.Quarantine);
        Assert.Equal((3, "E0002", "TOO_LONG: name: Shorter."), (kept.Line, kept.SourceKey, kept.Faults.Single()));
        bench.Model.Before = _ => null;
        Assert.Equal(1, (await bench.ImportAsync(Feed(3))).Applied);
    }

    [Fact]
    public async Task Cancel_DuringApply_StopsAndKeepsWhatWasApplied()
    {
        await using var bench = new ImportBench(cluster);
        var gate = new TaskCompletionSource();
        bench.Model.Delay = async c =>
        {
            if (bench.Model.Submitted.Count >= 20)
            {
                await gate.Task.WaitAsync(c);
            }
        };
        var runId = await bench.StartAsync(Feed(5000));
        await bench.UntilAsync(runId, p => p.Applied > 0);
        var busy = await Assert.ThrowsAsync<ImportRefusedException>(() => bench.StartAsync(Feed(1)));
        Assert.Equal(ImportReasons.ImportUnderWay, busy.Reason);
        await bench.Run(runId).CancelAsync("boss", CancellationToken.None);
        await bench.UntilNothingIsLeftAsync();
        Assert.Equal(ImportState.Cancelled, (await bench.EndOfAsync(runId)).State);
        Assert.InRange(bench.Model.Submitted.Count, 20, 400);
        gate.SetResult();
        Assert.Equal(ImportState.Succeeded, (await bench.ImportAsync(Feed(5000))).State);
        Assert.Equal(5000, bench.Model.Records.Count);
    }

    [Fact]
    public async Task Import_AnswerNeverCame_SubmitsTheFormerContentAgain()
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Feed(20));
        bench.Model.After = _ => throw new TimeoutException();
        var runId = await bench.StartAsync(Feed(20).Replace("Name 7,", "Renamed,", StringComparison.Ordinal));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (bench.Model.Submitted.Count <= 20)
        {
            await Task.Delay(20, deadline.Token);
        }

        await bench.Run(runId).CancelAsync("boss", CancellationToken.None);
        await bench.UntilNothingIsLeftAsync();
        bench.Model.After = _ => { };
        Assert.Equal(1, (await bench.ImportAsync(Feed(20))).Applied);
        Assert.Equal("Name 7", bench.Model.Records["E0007"].Attributes["name"].AsString());
        Assert.Equal(1, bench.Scans);
    }

    [Fact]
    public async Task Start_SameRequestAgain_ReturnsTheFirstRun()
    {
        await using var bench = new ImportBench(cluster);
        var request = Guid.NewGuid();
        var runId = await bench.StartAsync(Encoding.UTF8.GetBytes(Feed(5)), request);
        await bench.EndOfAsync(runId);
        Assert.Equal(runId, await bench.StartAsync(Encoding.UTF8.GetBytes(Feed(6)), request));
        Assert.Equal(5, bench.Model.Records.Count);
        var reused = await Assert.ThrowsAsync<ImportRefusedException>(() => bench.StartAsync([], request, "other.csv"));
        Assert.Equal(ImportReasons.RequestIdReused, reused.Reason);
    }

    [Fact]
    public async Task Stop_DuringApply_FailsTheRunAndTheNextOneIsWhole()
    {
        await using var bench = new ImportBench(cluster);
        bench.Model.Delay = c => bench.Model.Submitted.Count >= 20 ? Task.Delay(Timeout.Infinite, c) : Task.CompletedTask;
        var runId = await bench.StartAsync(Feed(1000));
        await bench.UntilAsync(runId, p => p.Applied > 0);
        await bench.RestartAsync();
        var end = await bench.EndOfAsync(runId);
        Assert.Equal(ImportState.Failed, end.State);
        Assert.StartsWith(ImportReasons.WorkerLost, end.Explanation, StringComparison.Ordinal);
        bench.Model.Delay = _ => Task.CompletedTask;
        Assert.Equal(ImportState.Succeeded, (await bench.ImportAsync(Feed(1000))).State);
        Assert.Equal(1000, bench.Model.Records.Count);
    }

    [Fact]
    public async Task Start_UnknownSourceOrTooLargeFile_IsRefused()
    {
        await using var bench = new ImportBench(cluster);
        var large = await Assert.ThrowsAsync<ImportRefusedException>(() => bench.StartAsync(new byte[65 << 20]));
        Assert.Equal(FeedFaultReasons.FeedTooLarge, large.Reason);
        await using var other = new ImportBench(cluster, s => s with { Feed = null });
        var undeclared = await Assert.ThrowsAsync<ImportRefusedException>(() => other.StartAsync(Feed(1)));
        Assert.Equal(ImportReasons.FeedNotDeclared, undeclared.Reason);
    }
}
