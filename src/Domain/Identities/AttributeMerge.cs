using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Identities;

/// <summary>
/// Merges what the sources say, attribute by attribute: records that are here go before those that are not, then the lower precedence,
/// then the name of the source and the key. The first that has a value wins. Strong mappings go before all others; a weak one counts only
/// where no other gives a value.
/// Where there are several records, <see cref="AuthorityDecision"/> has the last word.
/// </summary>
internal static class AttributeMerge
{
    private static readonly MappingStrength[] _strongestFirst = [MappingStrength.Strong, MappingStrength.Normal, MappingStrength.Weak];

    /// <param name="Attributes">The merged attributes.</param>
    /// <param name="Provenance">The record that each came from.</param>
    /// <param name="Next">The next instant at which a mapping comes into force or goes out of it; null for none.</param>
    public readonly record struct Result(
        ImmutableSortedDictionary<string, Value> Attributes, ImmutableSortedDictionary<string, Provenance> Provenance,
        DateTimeOffset? Next);

    /// <summary>The merged attributes; the identity's own dictionaries when nothing differs.</summary>
    public static Result Merge(
        Identity identity, ReadOnlySpan<RecordView> views, PolicySnapshot snapshot, DateTimeOffset now, NoteCollector notes)
    {
        DateTimeOffset? next = null;
        var values = new Value[snapshot.Attributes.Length];
        var winners = new SourceRecord?[values.Length];
        var ordered = Order(views);
        foreach (var strength in _strongestFirst)
        {
            Fill(ordered, strength, values, winners, now, notes, ref next);
        }

        if (views.Length > 1)
        {
            AuthorityDecision.Run(views, snapshot, now, values, winners, notes);
        }

        return IsAsBefore(identity, snapshot, values, winners)
            ? new(identity.Attributes, identity.Provenance, next)
            : Build(snapshot, values, winners) with { Next = next };
    }

    private static void Fill(
        ReadOnlySpan<RecordView> views, MappingStrength strength, Value[] values, SourceRecord?[] winners, DateTimeOffset now,
        NoteCollector notes, ref DateTimeOffset? next)
    {
        foreach (var view in views)
        {
            if (view.Source is null)
            {
                continue;
            }

            var record = Value.From(view.Record.Attributes);
            foreach (var mapping in view.Source.Mappings)
            {
                if (mapping.Declaration.Strength != strength)
                {
                    continue;
                }

                var force = mapping.Force(now, notes, record);
                next = RecordView.Earlier(next, force.Next);
                if (force.InForce && winners[mapping.Slot] is null)
                {
                    Take(mapping, record, view.Record, values, winners, notes);
                }
            }
        }
    }

    private static void Take(
        CompiledMapping mapping, Value input, SourceRecord record, Value[] values, SourceRecord?[] winners, NoteCollector notes)
    {
        var mapped = mapping.Run(input);
        if (mapped.Failed)
        {
            notes.Add(DecisionNoteReasons.MappingFailed, mapping.Path, $"{mapped.FailureReason}: {mapped.FailureMessage}");
        }
        else if (!mapped.Value.IsNull)
        {
            values[mapping.Slot] = mapped.Value;
            winners[mapping.Slot] = record;
        }
    }

    // The views come ordered by source and key, and the sort is stable.
    private static ReadOnlySpan<RecordView> Order(ReadOnlySpan<RecordView> views) => views.Length < 2
        ? views
        : views.ToArray().OrderBy(v => !v.Here).ThenBy(v => v.Source?.Declaration.Precedence ?? int.MaxValue).ToArray();

    private static bool IsAsBefore(Identity identity, PolicySnapshot snapshot, Value[] values, SourceRecord?[] winners)
    {
        var count = 0;
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (winners[slot] is not { } winner)
            {
                continue;
            }

            count++;
            var name = snapshot.Attributes[slot].Name;
            if (!identity.Attributes.TryGetValue(name, out var old)
                || !old.Equals(values[slot])
                || !identity.Provenance.TryGetValue(name, out var from)
                || from.Source != winner.Source
                || from.SourceKey != winner.Key)
            {
                return false;
            }
        }

        return count == identity.Attributes.Count && count == identity.Provenance.Count;
    }

    private static Result Build(PolicySnapshot snapshot, Value[] values, SourceRecord?[] winners)
    {
        var attributes = AttributeSet.Empty.ToBuilder();
        var provenance = ImmutableSortedDictionary<string, Provenance>.Empty.ToBuilder();
        Provenance? last = null;
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (winners[slot] is not { } winner)
            {
                continue;
            }

            // Neighbouring attributes mostly come from one record: they share one object.
            if (last is null || last.Source != winner.Source || last.SourceKey != winner.Key)
            {
                last = new(winner.Source, winner.Key);
            }

            attributes.Add(snapshot.Attributes[slot].Name, values[slot]);
            provenance.Add(snapshot.Attributes[slot].Name, last);
        }

        return new(attributes.ToImmutable(), provenance.ToImmutable(), null);
    }
}
