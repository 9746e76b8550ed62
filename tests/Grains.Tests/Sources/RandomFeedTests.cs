using System.Text;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Tests.Sources;

/// <summary>Long histories of random feeds against a dictionary that knows nothing of digests, indexes and plans.</summary>
public sealed class RandomFeedTests(ImportCluster cluster) : IClassFixture<ImportCluster>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Import_RandomHistory_SubmitsExactlyWhatDiffers(int seed)
    {
        var random = new Random(seed);
        await using var bench = new ImportBench(cluster, s => s with { Guard = new() { MaxLeaveShare = 1, MaxBadRowShare = 1 } });
        var truth = new Dictionary<string, string>();
        for (var round = 0; round < 25; round++)
        {
            var feed = Enumerable.Range(0, 60).Where(_ => random.Next(5) > 0).Select(i => "E" + i)
                .ToDictionary(k => k, _ => $"Name {random.Next(3)},{(random.Next(8) == 0 ? "left" : "")},,{random.Next(2)},");
            var expected = feed.Where(r => truth.GetValueOrDefault(r.Key) != r.Value).Select(r => r.Key)
                .Concat(truth.Where(t => !feed.ContainsKey(t.Key) && bench.Model.IsHere(t.Key)).Select(t => t.Key)).ToList();
            var before = bench.Model.Submitted.Count;
            var end = await bench.ImportAsync(Text(feed.OrderBy(_ => random.Next())));
            Assert.Equal((ImportState.Succeeded, feed.Count, 0), (end.State, end.RowsRead, end.RowsBad));
            Assert.Equal(expected.Order(), bench.Model.Submitted.Skip(before).Select(e => e.SourceKey).Order());
            Follow(truth, feed, expected);
            Assert.Equal(feed.Where(r => !r.Value.Contains("left", StringComparison.Ordinal)).Select(r => r.Key).Order(StringComparer.Ordinal), bench.Model.Here);
            if (random.Next(6) == 0)
            {
                await bench.RestartAsync();
            }
        }
    }

    // An absent record that was here is forgotten, so that its return is news; one that had left by its row keeps its last row.
    private static void Follow(Dictionary<string, string> truth, Dictionary<string, string> feed, List<string> submitted)
    {
        foreach (var key in submitted.Where(k => !feed.ContainsKey(k)))
        {
            truth.Remove(key);
        }

        foreach (var (key, row) in feed)
        {
            truth[key] = row;
        }
    }

    private static string Text(IEnumerable<KeyValuePair<string, string>> rows)
    {
        var text = new StringBuilder("id,name,status,hired,grade,tags\n");
        foreach (var (key, row) in rows)
        {
            text.Append(key).Append(',').Append(row).Append('\n');
        }

        return text.ToString();
    }
}
