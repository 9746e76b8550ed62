using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Simulation;

/// <summary>Keeps the events of records whose owner is doubtful, and asks scored rules whose they are.</summary>
internal sealed class SimulatedCorrelation
{
    private readonly Dictionary<(string Source, string Key), ImmutableArray<LifecycleEvent>> _waiting = [];

    /// <summary>Accepts an event of a record without owner.</summary>
    /// <param name="lifecycleEvent">The event.</param>
    /// <param name="judge">Says whose a record with these attributes is, and what it says of the identity.</param>
    /// <param name="snapshot">The configuration in force.</param>
    /// <param name="now">The instant.</param>
    /// <returns>The events to submit to the owner that the verdict names; none while a person has to decide.</returns>
    public (ImmutableArray<LifecycleEvent> Events, string IdentityId, EventFault? Refusal) Take(
        LifecycleEvent lifecycleEvent, Func<LifecycleEvent, SourceRecord, MatchVerdict> judge, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var id = (lifecycleEvent.Source, lifecycleEvent.SourceKey);
        var events = _waiting.GetValueOrDefault(id, []).Add(lifecycleEvent);
        var (record, refusal) = WaitingRecord.Of(events, snapshot, now);
        if (record is null)
        {
            return ([], "", refusal);
        }

        var verdict = judge(lifecycleEvent with { Kind = LifecycleEventKind.Record, Attributes = record.Attributes }, record);
        if (verdict.Outcome == MatchOutcome.Review)
        {
            _waiting[id] = events;
            return ([], "", null);
        }

        _waiting.Remove(id);
        return (events, verdict.IdentityId, null);
    }
}
