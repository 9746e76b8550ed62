using System.Globalization;
using System.IO.Hashing;
using FASTER.core;

namespace Prov.Grains.Digests;

/// <summary>A 128-bit digest (XXH3) of a record's key or content.</summary>
/// <remarks>
/// By chance, two of 10^9 records fall together with a probability below 10^-20. The function has no secret: a source that means to
/// can make two rows look alike, and so hide a change of its own records; it gains nothing beyond what it may say anyway.
/// </remarks>
public readonly record struct Digest(ulong High, ulong Low)
{
    public static Digest Of(ReadOnlySpan<byte> bytes, long seed = 0)
    {
        var hash = XxHash128.HashToUInt128(bytes, seed);
        return new((ulong)(hash >> 64), (ulong)hash);
    }

    /// <summary>Reads the 32 hexadecimal digits that a text begins with; all zero for anything else.</summary>
    public static Digest Parse(string? text) =>
        text is { Length: >= 32 }
        && ulong.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
        && ulong.TryParse(text.AsSpan(16, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
            ? new(high, low)
            : default;

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    /// <summary>A digest is spread evenly already; half of it is a hash.</summary>
    internal sealed class Comparer : IFasterEqualityComparer<Digest>
    {
        public long GetHashCode64(ref Digest digest) => (long)digest.Low;

        public bool Equals(ref Digest left, ref Digest right) => left.Low == right.Low && left.High == right.High;
    }
}
