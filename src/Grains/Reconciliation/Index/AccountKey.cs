using System.Text;
using Prov.Grains.Digests;

namespace Prov.Grains.Reconciliation.Index;

/// <summary>An account's id in 16 bytes, so that the index can hold it: the id is <c>acc-</c> and 128 bits in base 32.</summary>
internal static class AccountKey
{
    private const string Prefix = "acc-";
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Letters = 26;

    public static Digest Of(string accountId)
    {
        var bits = UInt128.Zero;
        var letters = accountId.AsSpan(Prefix.Length);
        for (var i = 0; i < Letters - 1; i++)
        {
            bits = (bits << 5) | (uint)ValueOf(letters[i]);
        }

        // The last letter holds the 3 bits that are left.
        bits = (bits << 3) | (uint)(ValueOf(letters[Letters - 1]) >> 2);
        return new((ulong)(bits >> 64), (ulong)bits);
    }

    public static string IdOf(Digest key)
    {
        var bits = ((UInt128)key.High << 64) | key.Low;
        var text = new StringBuilder(Prefix);
        for (var shift = 123; shift >= 3; shift -= 5)
        {
            text.Append(Alphabet[(int)(uint)(bits >> shift) & 31]);
        }

        return text.Append(Alphabet[((int)(uint)bits & 7) << 2]).ToString();
    }

    private static int ValueOf(char letter) => letter >= 'a' ? letter - 'a' : letter - '2' + 26;
}
