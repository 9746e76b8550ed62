using System.Collections.Immutable;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Correlation;

/// <summary>A record whose identity is not decided yet: what its accepted events make of it.</summary>
public static class WaitingRecord
{
    /// <summary>The natural key of its work item.</summary>
    public static string KeyOf(LifecycleEvent lifecycleEvent) => $"correlation:{lifecycleEvent.Source}:{lifecycleEvent.SourceKey}";

    /// <summary>The record after the events, in their order; null when the last one cannot be accepted, with the reason.</summary>
    public static (SourceRecord? Record, EventFault? Refusal) Of(ImmutableArray<LifecycleEvent> events, PolicySnapshot snapshot, DateTimeOffset now)
    {
        ImmutableArray<SourceRecord> records = [];
        foreach (var next in events)
        {
            var folded = RecordFolding.Fold(records, next, snapshot, now);
            if (folded.Refusal is not null)
            {
                return (null, folded.Refusal);
            }

            records = folded.Records;
        }

        return (records.Single(), null);
    }
}
