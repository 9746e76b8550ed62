using System.Text;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Tests.Sources;

/// <summary>Everything that can be wrong with a feed: each has its reason and line, and what is right goes on.</summary>
public sealed class BadFeedTests(ImportCluster cluster) : IClassFixture<ImportCluster>
{
    private const string Header = "id,name,status,hired,grade,tags\n";
    private const string Good = "E1,Ann,,2020-01-01,1,a\nE2,Bob,,,,\n";

    [Theory]
    [InlineData(",Nameless,,,,", "KEY_MISSING")]
    [InlineData("   ,Nameless,,,,", "KEY_MISSING")]
    [InlineData("E3,Cy,,2020-02-30,,", "DATE_INVALID")]
    [InlineData("E3,Cy,,01/02/2020,,", "DATE_INVALID")]
    [InlineData("E3,Cy,,,1.5,", "NUMBER_INVALID")]
    [InlineData("E3,,,,,", "ATTRIBUTE_REQUIRED")]
    [InlineData("E3,Cy,,,", "COLUMN_COUNT_WRONG")]
    [InlineData("E3,Cy,,,,,,", "COLUMN_COUNT_WRONG")]
    [InlineData("E3", "COLUMN_COUNT_WRONG")]
    [InlineData("E3,C\"y,,,,", "QUOTING_INVALID")]
    [InlineData("E3,\"Cy\" ,,,,", "QUOTING_INVALID")]
    [InlineData("E3,C\0y,,,,", "CHARACTER_INVALID")]
    public async Task Import_BadRow_IsQuarantinedWithReasonAndLine(string row, string reason)
    {
        await using var bench = new ImportBench(cluster, Tolerant);
        var end = await bench.ImportAsync(Header + Good + row + "\nE4,\"Di,\nana\",,,,\n");
        Assert.Equal((ImportState.Succeeded, 4, 3, 1), (end.State, end.RowsRead, end.Applied, end.RowsBad));
        var kept = Assert.Single(bench.Quarantine);
        Assert.Equal(4, kept.Line);
        Assert.Contains(kept.Faults, f => f.StartsWith(reason + ": ", StringComparison.Ordinal));
        Assert.Equal("Di,\nana", bench.Model.Records["E4"].Attributes["name"].AsString());
    }

    [Fact]
    public async Task Import_InvalidUtf8_IsQuarantinedWithReasonAndLine()
    {
        await using var bench = new ImportBench(cluster, Tolerant);
        await bench.ImportAsync([.. Encoding.UTF8.GetBytes(Header + Good + "E3,"), 0xC3, 0x28, .. ",,,,\n"u8]);
        Assert.Equal((4, "INVALID_UTF8"), (bench.Quarantine.Single().Line, Reason(bench)));
        Assert.Equal(2, bench.Model.Records.Count);
    }

    [Theory]
    [InlineData(1_100_000, "FIELD_TOO_LARGE")]
    [InlineData(10_000_000, "FIELD_TOO_LARGE")]
    public async Task Import_HugeField_IsQuarantinedAndTheNextRowsAreRead(int length, string reason)
    {
        foreach (var quoted in new[] { false, true })
        {
            await using var bench = new ImportBench(cluster, Tolerant);
            var huge = new string('x', length);
            var end = await bench.ImportAsync(Header + Good + "E3," + (quoted ? $"\"{huge}\n\"" : huge) + ",,,,\nE4,Di,,,,\n");
            Assert.Equal((ImportState.Succeeded, 4, 3), (end.State, end.RowsRead, end.Applied));
            Assert.Contains(bench.Quarantine.Single().Faults, f => f.StartsWith(reason + ": name", StringComparison.Ordinal));
            Assert.True(bench.Model.IsHere("E4"));
        }
    }

    [Fact]
    public async Task Import_RowOfManyLargeFields_IsTooLarge()
    {
        await using var bench = new ImportBench(cluster, Tolerant);
        var large = new string('x', 1_000_000);
        await bench.ImportAsync(Header + Good + $"E3,{large},{large},{large},{large},{large}\n");
        Assert.Equal("ROW_TOO_LARGE", Reason(bench));
    }

    [Fact]
    public async Task Import_DuplicateKey_AppliesNoneOfItsRows()
    {
        await using var bench = new ImportBench(cluster, Tolerant);
        var end = await bench.ImportAsync(Header + Good + "E3,Cy,,,,\nE4,Di,,,,\n\"E3\",Cyril,,,,\n");
        Assert.Equal((ImportState.Succeeded, 3, 2), (end.State, end.Applied, end.RowsBad));
        Assert.Equal([4L, 6L], bench.Quarantine.Select(q => q.Line));
        Assert.All(bench.Quarantine, q => Assert.StartsWith("KEY_DUPLICATE: id", q.Faults.Single(), StringComparison.Ordinal));
        Assert.False(bench.Model.Records.ContainsKey("E3"));
    }

    [Fact]
    public async Task Import_DuplicateOfAnUnchangedRow_KeepsThePersonAsIs()
    {
        await using var bench = new ImportBench(cluster, Tolerant);
        await bench.ImportAsync(Header + Good);
        var end = await bench.ImportAsync(Header + Good + "E2,Robert,,,,\nE2,Bob,,,,\n");
        Assert.Equal((ImportState.Succeeded, 2, 2, 0, 0), (end.State, end.RowsUnchanged, end.RowsBad, end.Leaves, end.Applied));
        Assert.Equal("Bob", bench.Model.Records["E2"].Attributes["name"].AsString());
    }

    [Fact]
    public async Task Import_SeveralFaultsInARow_TellsAll()
    {
        await using var bench = new ImportBench(cluster, Tolerant);
        await bench.ImportAsync(Header + Good + ",,,soon,many,\n");
        Assert.Equal(5, bench.Quarantine.Single().Faults.Length);
    }

    [Theory]
    [InlineData("", "EMPTY_FEED")]
    [InlineData("\n\r\n\n", "EMPTY_FEED")]
    [InlineData("id,name,status,hired,grade,tags\n", "EMPTY_FEED")]
    [InlineData("id,name,status,hired,grade,tags\nE1,Ann,,,,\nE2,Bo", "TRUNCATED_FEED")]
    [InlineData("id,name,status,hired,grade,tags\nE1,Ann,,,,\nE2,\"Bob,,,,\nE3,Cy,,,,\n", "TRUNCATED_FEED")]
    [InlineData("id,name,status,hired,grade\nE1,Ann,,,\n", "COLUMN_MISSING: tags")]
    [InlineData("id,name,status,hired,grade,tags,shoe\nE1,Ann,,,,,\n", "COLUMN_UNKNOWN: shoe")]
    [InlineData("id,name,status,hired,grade,tags,name\nE1,Ann,,,,,\n", "COLUMN_DUPLICATE: name")]
    [InlineData("id,name,status,hired,grade,tags\n,,,,,\n,,,,,\nE1,Ann,,,,\n", "TOO_MANY_BAD_ROWS")]
    public async Task Import_FeedAtFault_AppliesNothing(string text, string explanation)
    {
        await using var bench = new ImportBench(cluster);
        await bench.ImportAsync(Header + "E7,Before,,,,\n");
        var end = await bench.ImportAsync(text);
        Assert.Equal((ImportState.Failed, 0), (end.State, end.Applied));
        Assert.StartsWith(explanation, end.Explanation, StringComparison.Ordinal);
        Assert.Equal(["E7"], bench.Model.Here);
        Assert.Equal(1, (await bench.ImportAsync(Header + "E7,Before,,,,\n")).RowsUnchanged);
    }

    [Fact]
    public async Task Import_HeaderWithSeveralFaults_TellsAll()
    {
        await using var bench = new ImportBench(cluster);
        var end = await bench.ImportAsync("id,shoe,status,hired,grade,grade\nE1,,,,,\n");
        Assert.Equal(4, end.Explanation.Split("COLUMN_").Length - 1);
    }

    [Fact]
    public async Task Import_TooManyColumns_IsRefused()
    {
        await using var bench = new ImportBench(cluster);
        var end = await bench.ImportAsync(Header.TrimEnd() + string.Concat(Enumerable.Range(0, 500).Select(i => ",c" + i)) + "\nE1\n");
        Assert.StartsWith("TOO_MANY_COLUMNS: ", end.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_NoHeader_ShowsNobodysNameInItsExplanation()
    {
        await using var bench = new ImportBench(cluster);
        var end = await bench.ImportAsync("E1,ann@example.org,,,,\nE2,Bob,,,,\n");
        Assert.Equal(ImportState.Failed, end.State);
        Assert.DoesNotContain("example.org", end.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("klingon-1", "FEED_ENCODING_UNKNOWN")]
    [InlineData("utf-16", "FEED_ENCODING_INVALID")]
    public async Task Start_NotOfItsEncoding_IsRefused(string encoding, string reason)
    {
        await using var bench = new ImportBench(cluster, s => s with { Feed = s.Feed! with { Encoding = encoding } });
        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => bench.StartAsync([.. "ab"u8, 0x00, 0xDC, .. "abc"u8]));
        Assert.Equal(reason, refused.Reason);
    }

    [Fact]
    public async Task Import_LastLineWithoutEnd_IsWhole()
    {
        await using var bench = new ImportBench(cluster);
        Assert.Equal(2, (await bench.ImportAsync(Header + Good.TrimEnd())).Applied);
    }

    private static string Reason(ImportBench bench) => bench.Quarantine.Single().Faults[0].Split(':')[0];

    private static AuthoritativeSource Tolerant(AuthoritativeSource source) =>
        source with { Guard = source.Guard with { MaxBadRowShare = 0.5 } };
}
