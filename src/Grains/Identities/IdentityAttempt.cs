using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Grains.Identities;

/// <summary>What one call decides with, and what it has learnt so far.</summary>
internal sealed record IdentityAttempt(PolicySnapshot Snapshot, string Tenant)
{
    public LifecycleEvent? Event { get; init; }

    public GrantChange? Change { get; init; }

    /// <summary>Whether an identity that comes of it is to be looked for once more.</summary>
    public bool Compare { get; init; }

    public ImmutableHashSet<string> Rename { get; init; } = [];

    public LeaveHandling Leaves { get; init; }

    public string? DecidedSource { get; init; }

    public HashSet<Reservation> Taken { get; init; } = [];

    /// <summary>True for the key of the event's own record: then the record is another identity's.</summary>
    public bool IsRecord(Reservation reservation) =>
        Event is not null && reservation.Space == "source:" + Event.Source && reservation.Key == Event.SourceKey;

    public bool IsName(Reservation reservation) => reservation.Space.StartsWith("account:", StringComparison.Ordinal);
}
