using System.Collections.Frozen;

namespace Prov.Domain.Identities;

/// <summary>What a decision must know beyond its identity, event and policies.</summary>
public sealed record DecisionContext
{
    public required string Tenant { get; init; }

    public required string IdentityId { get; init; }

    /// <summary>
    /// Values that others hold, as far as known: a wished account name among them is passed over. An account whose own name is among
    /// them (taken at the target by a stranger) gets another.
    /// </summary>
    public IReadOnlySet<Reservation> TakenByOthers { get; init; } = FrozenSet<Reservation>.Empty;
}
