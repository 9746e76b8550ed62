using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Prov.Connectors.Chaos;

/// <summary>
/// Decides what goes wrong, by nothing but the seed, the operation, the account's name and the attempt: a failure that was seen can be
/// had again, whatever the order in which calls come.
/// </summary>
/// <param name="Seed">Two seeds give unrelated schedules.</param>
/// <param name="MaxDelay">Delays are spread evenly up to this.</param>
/// <param name="Shares">The share of calls with each fault, from 0 to 1, together at most 1.</param>
public sealed record ChaosPlan(int Seed, TimeSpan MaxDelay, ImmutableSortedDictionary<ChaosFault, double> Shares)
{
    /// <param name="operation">As <see cref="ChaosConnector"/> names it: create, update, delete, read, search.</param>
    /// <param name="name">The account's name; empty for a search.</param>
    /// <param name="attempt">1 for the first call of this operation on this account.</param>
    public (ChaosFault Fault, TimeSpan Delay) Decide(string operation, string name, int attempt)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Seed}\n{operation}\n{attempt}\n{name}");
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return (Fault(Fraction(digest, 0)), MaxDelay * Fraction(digest, sizeof(uint)));
    }

    private ChaosFault Fault(double drawn)
    {
        foreach (var (fault, share) in Shares)
        {
            drawn -= share;
            if (drawn < 0)
            {
                return fault;
            }
        }

        return ChaosFault.None;
    }

    private static double Fraction(byte[] digest, int offset) => BitConverter.ToUInt32(digest, offset) / (uint.MaxValue + 1d);
}
