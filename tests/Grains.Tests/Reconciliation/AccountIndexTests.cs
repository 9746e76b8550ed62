using Prov.Domain.Identities;
using Prov.Grains.Digests;
using Prov.Grains.Reconciliation.Index;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Tests.Reconciliation;

/// <summary>The index against a dictionary, in memory and beyond it.</summary>
public sealed class AccountIndexTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "prov-account-index-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void IdOf_AnyAccount_IsItsId()
    {
        for (var i = 0; i < 1000; i++)
        {
            var id = IdentityId.ForAccount($"idn-{i}", "directory", "default");
            Assert.Equal(id, AccountKey.IdOf(AccountKey.Of(id)));
        }
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(400_000)]
    public void Unseen_SomeAreNotSeen_AreExactlyThose(int accounts)
    {
        // 400,000 entries of 64 bytes do not fit into the smallest memory: older ones are on disk.
        using var index = new AccountIndex(_folder, memoryBytes: 8 << 20, population: accounts);
        for (var i = 0; i < accounts; i++)
        {
            index.Know(Key(i), new(1, (ulong)i), i % 10 == 0 ? default : new(2, (ulong)i));
        }

        Assert.Equal((accounts - (accounts / 10), accounts / 10), (index.OwnedCount, index.UnownedCount));
        index.BeginPass();
        See(index, Enumerable.Range(0, accounts));
        Assert.Empty(index.Unseen());
        index.BeginPass();
        See(index, Enumerable.Range(0, accounts).Where(i => i % 1000 != 7));

        Assert.Equal(Enumerable.Range(0, accounts).Where(i => i % 1000 == 7).Select(Key).ToHashSet(), index.Unseen().Select(u => u.Key).ToHashSet());
    }

    [Fact]
    public void Forget_AnEntry_IsNeitherCountedNorUnseen()
    {
        using var index = new AccountIndex(_folder, memoryBytes: 8 << 20, population: 10);
        index.Know(Key(1), new(1, 1), new(2, 1));
        index.Know(Key(2), new(1, 2), default);
        index.BeginPass();
        index.Forget(Key(1));

        Assert.Equal((0, 1), (index.OwnedCount, index.UnownedCount));
        Assert.Equal([Key(2)], index.Unseen().Select(u => u.Key));
        Assert.Equal(0u, index.Find(Key(1)).Known);
    }

    private static void See(AccountIndex index, IEnumerable<int> accounts)
    {
        foreach (var some in accounts.Chunk(1000))
        {
            var before = new AccountEntry[some.Length];
            index.See([.. some.Select(Key)], before);
            Assert.All(before.Zip(some), b => Assert.Equal(new Digest(1, (ulong)b.Second), b.First.Content));
        }
    }

    private static Digest Key(int number) => Digest.Of(BitConverter.GetBytes(number));
}
