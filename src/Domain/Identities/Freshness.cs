using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Identities;

/// <summary>Remembers when each record's value of an attribute changed, for attributes where the newest value counts.</summary>
internal static class Freshness
{
    /// <summary>The records with the instants of their changes; the same array when nothing differs.</summary>
    public static ImmutableArray<SourceRecord> Stamp(
        ImmutableArray<SourceRecord> before, ImmutableArray<SourceRecord> after, PolicySnapshot snapshot, DateTimeOffset now)
    {
        if (before == after || !snapshot.Authorities.Any(a => a.Mode == AuthorityMode.Freshness))
        {
            return after;
        }

        var stamped = after;
        for (var i = 0; i < after.Length; i++)
        {
            var record = after[i];
            var old = before.FirstOrDefault(r => r.Source == record.Source && r.Key == record.Key);
            if (!ReferenceEquals(old, record))
            {
                stamped = stamped.SetItem(i, Stamp(old, record, snapshot, now));
            }
        }

        return stamped;
    }

    private static SourceRecord Stamp(SourceRecord? old, SourceRecord record, PolicySnapshot snapshot, DateTimeOffset now)
    {
        if (!snapshot.Sources.TryGetValue(record.Source, out var source))
        {
            return record;
        }

        var changedAt = record.ChangedAt;
        foreach (var mapping in source.Mappings)
        {
            if (snapshot.Authorities.Any(a => a.Slot == mapping.Slot && a.Mode == AuthorityMode.Freshness)
                && !(old is not null && mapping.Run(Value.From(old.Attributes)).Value.Equals(mapping.Run(Value.From(record.Attributes)).Value)))
            {
                changedAt = (changedAt ?? ImmutableSortedDictionary<string, DateTimeOffset>.Empty).SetItem(mapping.Declaration.Attribute, now);
            }
        }

        return changedAt == record.ChangedAt ? record : record with { ChangedAt = changedAt };
    }
}
