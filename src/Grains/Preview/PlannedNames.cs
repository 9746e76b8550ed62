using System.Collections.Concurrent;
using Prov.Domain.Identities;

namespace Prov.Grains.Preview;

/// <summary>The names that a preview has given away so far, so that two of its identities do not get the same one. Kept as hashes.</summary>
internal sealed class PlannedNames
{
    // Beyond this many the store alone is asked: a preview may then show two namesakes with one name, but its memory stays bounded.
    private const int MaxNames = 1_000_000;

    private readonly ConcurrentDictionary<(string Space, int Hash1, int Hash2), int> _names = new();

    /// <summary>True when the identity may have the value; it is then its own.</summary>
    public bool TryTake(Reservation reservation, string identityId)
    {
        var owner = identityId.GetHashCode(StringComparison.Ordinal);
        return _names.Count >= MaxNames || _names.GetOrAdd(Key(reservation), owner) == owner;
    }

    private static (string Space, int Hash1, int Hash2) Key(Reservation reservation) => (
        reservation.Space,
        reservation.Key.GetHashCode(StringComparison.Ordinal),
        string.GetHashCode(reservation.Key.AsSpan(reservation.Key.Length / 2), StringComparison.OrdinalIgnoreCase));
}
