using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Prov.Storage.Auditing;

/// <summary>
/// The chain of batches that one lane writes: each batch's hash covers the one before it, so that nothing can be changed, taken out or
/// put in without every later hash being wrong. A lane begins a new chain when it starts, and when it cannot know how far it got.
/// </summary>
internal sealed class AuditChain
{
    public Guid Id { get; private set; } = Guid.NewGuid();

    public long Sequence { get; private set; } = 1;

    public byte[] Previous { get; private set; } = new byte[32];

    /// <summary>The batch was written under this hash.</summary>
    public void Advance(byte[] hash) => (Previous, Sequence) = (hash, Sequence + 1);

    /// <summary>Whether the last batch was written is not known: what follows must not build on it.</summary>
    public void BeginAnew() => (Id, Sequence, Previous) = (Guid.NewGuid(), 1, new byte[32]);

    /// <summary>SHA-256 of previous hash, chain id, sequence and the entries' digests, all big-endian.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> previous, Guid chain, long sequence, IEnumerable<byte[]> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Span<byte> id = stackalloc byte[16];
        chain.TryWriteBytes(id, bigEndian: true, out _);
        hash.AppendData(id);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        hash.AppendData(number);
        foreach (var entry in entries)
        {
            hash.AppendData(entry);
        }

        return hash.GetHashAndReset();
    }
}
