using Prov.Grains.Digests;
using System.Text;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Tests.Sources;

public sealed class DifferenceIndexTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "prov-index-" + Guid.NewGuid().ToString("N"));

    [Theory]
    [InlineData(2_000, 20_000)]
    [InlineData(400_000, 600_000)] // more than the smallest memory holds: most entries are read back from disk
    public void Index_RandomUse_AnswersLikeADictionary(int keys, int steps)
    {
        using var index = new DifferenceIndex(_folder, memoryBytes: 8 << 20, population: keys);
        var model = new Dictionary<int, IndexEntry>();
        var random = new Random(11);
        for (var step = 0; step < steps; step++)
        {
            var number = random.Next(keys);
            var was = model.GetValueOrDefault(number);
            switch (random.Next(20))
            {
                case 0 when random.Next(1000) == 0:
                    index.BeginPass();
                    break;
                case < 4:
                    index.Doubt(Key(number));
                    model[number] = was with { Content = default };
                    break;
                case < 13:
                    var (content, here) = (Key(random.Next()), random.Next(3) > 0);
                    index.Know(Key(number), content, here);
                    model[number] = was with { Content = content, Standing = here ? RecordStanding.Here : RecordStanding.Gone };
                    break;
                default:
                    Assert.Equal(was, See(index, number));
                    model[number] = was with { Pass = index.Pass };
                    break;
            }
        }

        Assert.Equal(model.Values.Count(e => e.Standing == RecordStanding.Here), index.HereCount);
        foreach (var number in model.Keys.Where(k => k % 37 == 0))
        {
            Assert.Equal(model[number], index.Find(Key(number)));
        }
    }

    [Fact]
    public void See_BatchFromDisk_AnswersEachKey()
    {
        const int Count = 600_000;
        using var index = new DifferenceIndex(_folder, memoryBytes: 8 << 20, population: Count);
        for (var i = 0; i < Count; i++)
        {
            index.Know(Key(i), Key(i + 1), here: true);
        }

        index.BeginPass();
        var keys = Enumerable.Range(0, 512).Select(i => Key(i * 7)).ToArray();
        var before = new IndexEntry[512];
        index.See(keys, before);
        Assert.Equal(Enumerable.Range(0, 512).Select(i => Key((i * 7) + 1)), before.Select(b => b.Content));
        index.See(keys, before);
        Assert.All(before, b => Assert.Equal(index.Pass, b.Pass));
    }

    [Fact]
    public void Dispose_RemovesItsFiles()
    {
        new DifferenceIndex(_folder, 8 << 20, 1).Dispose();
        Assert.False(Directory.Exists(_folder));
    }

    [Fact]
    public void Digest_Text_IsReadBack()
    {
        Assert.Equal(Key(5), Digest.Parse(Key(5).ToString()));
        Assert.Equal(default, Digest.Parse("not a digest"));
        Assert.Equal(default, Digest.Parse(null));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static Digest Key(int number) => Digest.Of(Encoding.UTF8.GetBytes("key" + number));

    private static IndexEntry See(DifferenceIndex index, int number)
    {
        var before = new IndexEntry[1];
        index.See([Key(number)], before);
        return before[0];
    }
}
