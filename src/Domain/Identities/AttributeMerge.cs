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

        return After(identity, snapshot, values, winners) with { Next = next };
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

    /// <summary>What differs is put into the identity's own dictionaries; mostly that is little, or nothing.</summary>
    private static Result After(Identity identity, PolicySnapshot snapshot, Value[] values, SourceRecord?[] winners)
    {
        var (attributes, provenance) = (new Changes<Value>(identity.Attributes), new Changes<Provenance>(identity.Provenance));
        Provenance? last = null;
        var count = 0;
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (winners[slot] is not { } winner)
            {
                continue;
            }

            count++;
            var name = snapshot.Attributes[slot].Name;
            if (!identity.Attributes.TryGetValue(name, out var old) || !old.Equals(values[slot]))
            {
                attributes.Set(name, values[slot]);
            }

            if (!identity.Provenance.TryGetValue(name, out var from) || from.Source != winner.Source || from.SourceKey != winner.Key)
            {
                // Neighbouring attributes mostly come from one record: they share one object.
                last = last?.Source == winner.Source && last.SourceKey == winner.Key ? last : new(winner.Source, winner.Key);
                provenance.Set(name, last);
            }
        }

        // What no record gives any more, or the schema has no more.
        var given = attributes.Count == count && provenance.Count == count ? null : Given(snapshot, winners);
        return new(attributes.ToImmutable(given), provenance.ToImmutable(given), null);
    }

    private static HashSet<string> Given(PolicySnapshot snapshot, SourceRecord?[] winners) =>
        snapshot.Attributes.Where((_, slot) => winners[slot] is not null).Select(a => a.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>A dictionary that is copied only when something changes.</summary>
    private struct Changes<T>(ImmutableSortedDictionary<string, T> before)
    {
        private ImmutableSortedDictionary<string, T>.Builder? _after;

        public readonly int Count => _after?.Count ?? before.Count;

        public void Set(string name, T value) => (_after ??= before.ToBuilder())[name] = value;

        /// <param name="names">Removes all others; null removes none.</param>
        public readonly ImmutableSortedDictionary<string, T> ToImmutable(HashSet<string>? names)
        {
            var after = _after?.ToImmutable() ?? before;
            return names is null ? after : after.RemoveRange(after.Keys.Where(n => !names.Contains(n)));
        }
    }
}
