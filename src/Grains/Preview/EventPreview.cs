using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Preview;
using Prov.Domain.Sources;

namespace Prov.Grains.Preview;

/// <summary>What one event would do.</summary>
/// <param name="Faults">Why it would be refused; empty when it would be accepted, and then there is a plan.</param>
/// <param name="CorrelatedBy">The reservation by which the identity was found; null when it was found in no such way, or is new.</param>
/// <param name="Plan">What would be done; null when refused, and when the event would wait for a person.</param>
public sealed record EventPreview(ImmutableArray<EventFault> Faults, Reservation? CorrelatedBy, IdentityPlan? Plan)
{
    /// <summary>What a scored correlation rule says of the record; null when none was asked.</summary>
    public MatchVerdict? Verdict { get; init; }
}
