using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Identities;

/// <summary>Decides which of several records gives an attribute's value, and finds where sources of equal authority disagree.</summary>
internal static class AuthorityDecision
{
    /// <summary>The candidates for an attribute, the winner first.</summary>
    /// <param name="views">The records, ordered by source and key.</param>
    /// <param name="slot">Place of the attribute in the schema.</param>
    /// <param name="snapshot">The configuration.</param>
    /// <param name="now">The instant: mappings can have periods.</param>
    public static List<AttributeCandidate> Rank(ReadOnlySpan<RecordView> views, int slot, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var authority = snapshot.Authorities.FirstOrDefault(a => a.Slot == slot);
        var name = snapshot.Attributes[slot].Name;
        var candidates = new List<AttributeCandidate>(views.Length);
        foreach (var view in views)
        {
            var record = Value.From(view.Record.Attributes);
            foreach (var mapping in view.Source?.Mappings.Where(m => m.Slot == slot) ?? [])
            {
                var mapped = mapping.Force(now, new NoteCollector(), record).InForce ? mapping.Run(record) : default;
                if (!mapped.Failed && !mapped.Value.IsNull)
                {
                    candidates.Add(new(
                        view, mapped.Value, mapping.Declaration.Strength, Turn(authority, view, record),
                        authority?.Mode == AuthorityMode.Freshness ? view.Record.ChangedAt?.GetValueOrDefault(name) ?? default : default));
                }
            }
        }

        // A stable sort: where nothing else tells them apart, the order of source and key does. Each record counts with its best.
        return [.. candidates.Order(Comparer<AttributeCandidate>.Create((a, b) => a.Compare(b))).DistinctBy(c => (c.View.Record.Source, c.View.Record.Key))];
    }

    /// <summary>Decides the attributes that have an authority of their own, and notes collisions.</summary>
    public static void Run(
        ReadOnlySpan<RecordView> views, PolicySnapshot snapshot, DateTimeOffset now, Value[] values, SourceRecord?[] winners, NoteCollector notes)
    {
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (winners[slot] is null)
            {
                continue;
            }

            var ranked = Rank(views, slot, snapshot, now);
            if (ranked.Count > 1)
            {
                (values[slot], winners[slot]) = (ranked[0].Value, ranked[0].View.Record);
                NoteCollision(ranked, snapshot.Attributes[slot].Name, notes);
            }
        }
    }

    // Two records of one source are two employments, which may differ; two sources of equal authority may not.
    private static void NoteCollision(List<AttributeCandidate> ranked, string attribute, NoteCollector notes)
    {
        var winner = ranked[0];
        var rival = ranked.Skip(1).FirstOrDefault(
            c => winner.Compare(c) == 0 && c.View.Record.Source != winner.View.Record.Source && !c.Value.Equals(winner.Value));
        if (rival.View.Record is { } record)
        {
            notes.Add(
                DecisionNoteReasons.SourceCollision, attribute,
                $"The sources {winner.View.Record.Source} and {record.Source} have equal authority over '{attribute}' and say different things; "
                    + $"{winner.View.Record.Source} counts by name. Correct one, or give one the authority.");
        }
    }

    private static int Turn(CompiledAuthority? authority, RecordView view, Value record)
    {
        if (authority is null)
        {
            return 0;
        }

        var turn = 0;
        foreach (var (source, when) in authority.Rules)
        {
            if (source == view.Record.Source && (when is null || when.Evaluate(record).IsTrue))
            {
                return turn;
            }

            turn++;
        }

        return turn;
    }
}
