using Prov.Domain.Identities;

namespace Prov.Domain.Simulation;

/// <summary>Who holds which value, in memory; a value that was given up stays taken until its instant.</summary>
internal sealed class SimulatedReservations
{
    private readonly Dictionary<Reservation, (string Owner, DateTimeOffset? Until)> _held = [];

    /// <summary>The holder at this instant; null when nobody holds it.</summary>
    public string? Holder(Reservation reservation, DateTimeOffset now) =>
        _held.TryGetValue(reservation, out var held) && !(held.Until <= now) ? held.Owner : null;

    public void Take(Decision decision)
    {
        foreach (var reservation in decision.Reserve)
        {
            _held[reservation] = (decision.Next.Id, null);
        }

        foreach (var (reservation, until) in decision.Release)
        {
            _held[reservation] = (decision.Next.Id, until);
        }
    }
}
