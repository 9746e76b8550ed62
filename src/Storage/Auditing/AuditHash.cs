using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Prov.Storage.Auditing;

/// <summary>What is hashed (SHA-256, FIPS 180-4) and signed in the audit's chains.</summary>
internal static class AuditHash
{
    private static readonly byte[] _openLabel = "prov audit chain 1"u8.ToArray();
    private static readonly byte[] _headLabel = "prov audit head 1"u8.ToArray();

    /// <summary>What a chain begins with: itself and the head of an earlier chain, so that a chain cannot be taken away whole unseen.</summary>
    public static byte[] Open(Guid chainId, AuditHead? predecessor)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_openLabel);
        Append(hash, chainId);
        if (predecessor is not null)
        {
            Append(hash, predecessor.ChainId);
            Append(hash, predecessor.Sequence);
            hash.AppendData(predecessor.Hash.Span);
        }

        return hash.GetHashAndReset();
    }

    public static byte[] Batch(byte[] previous, Guid chainId, long sequence, IEnumerable<byte[]> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Append(hash, chainId);
        Append(hash, sequence);
        foreach (var entry in entries)
        {
            Append(hash, entry.Length);
            hash.AppendData(entry);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The bytes that a head's signature covers.</summary>
    public static byte[] HeadBytes(Guid chainId, long sequence, byte[] hash) =>
        [.. _headLabel, .. chainId.ToByteArray(bigEndian: true), .. Number(sequence), .. hash];

    private static void Append(IncrementalHash hash, Guid id) => hash.AppendData(id.ToByteArray(bigEndian: true));

    private static void Append(IncrementalHash hash, long number) => hash.AppendData(Number(number));

    private static byte[] Number(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
