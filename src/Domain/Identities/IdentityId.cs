using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Prov.Domain.Identities;

/// <summary>
/// Ids are derived, not drawn: the same source key always leads to the same identity actor, so that a repeated joiner meets its
/// first one without a look-up. The prefix keeps the key from being read as a number or GUID by stock storage providers.
/// </summary>
public static class IdentityId
{
    /// <summary>Number of partitions that identities hash to; fixed for the life of an installation.</summary>
    public const int PartitionCount = 1024;

    /// <summary>The id of the identity that a source key creates: <c>idn-</c> and 26 characters of base 32.</summary>
    public static string For(string tenant, string source, string sourceKey) => "idn-" + Digest(tenant, source, sourceKey);

    /// <summary>The id of an identity's account in a target: <c>acc-</c> and 26 characters of base 32.</summary>
    public static string ForAccount(string identityId, string target, string intent) => "acc-" + Digest(identityId, target, intent);

    /// <summary>The id of a grant that a request gives directly: <c>grt-</c> and 26 characters of base 32.</summary>
    public static string ForGrant(string identityId, string requestId) => "grt-" + Digest(identityId, "grant", requestId);

    /// <summary>The partition of an identity or account id, 0 to <see cref="PartitionCount"/> - 1 (FNV-1a, 32 bit).</summary>
    public static short Partition(string id)
    {
        var hash = 2166136261u;
        foreach (var character in id)
        {
            hash = unchecked((hash ^ character) * 16777619u);
        }

        return (short)(hash % PartitionCount);
    }

    internal static string Digest(string first, string second, string third)
    {
        // Lengths are part of the text, so that no two triples read alike.
        var text = string.Create(CultureInfo.InvariantCulture, $"{first.Length}:{first}{second.Length}:{second}{third}");
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return Base32(digest[..16]);
    }

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        Span<char> characters = stackalloc char[26];
        var (buffer, bits, written) = (0, 0, 0);
        foreach (var octet in bytes)
        {
            (buffer, bits) = ((buffer << 8) | octet, bits + 8);
            while (bits >= 5)
            {
                bits -= 5;
                characters[written++] = Alphabet[(buffer >> bits) & 31];
            }

            buffer &= (1 << bits) - 1;
        }

        characters[written++] = Alphabet[(buffer << (5 - bits)) & 31];
        return new string(characters[..written]);
    }
}
