using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Correlation;

/// <summary>Decides whom a record belongs to by a scored rule. A wrong link costs more than a question: whatever is doubtful is asked.</summary>
public static class MatchDecision
{
    /// <summary>The attributes that a record by itself would give an identity.</summary>
    public static ImmutableSortedDictionary<string, Value> AttributesOf(SourceRecord record, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var notes = new NoteCollector();
        var nobody = new Identity { Tenant = "", Id = "" };
        return AttributeMerge.Merge(nobody, [RecordView.At(now, record, snapshot, notes)], snapshot, now, notes).Attributes;
    }

    /// <summary>Decides among the candidates.</summary>
    /// <param name="record">The attributes of the record; see <see cref="AttributesOf"/>.</param>
    /// <param name="source">Its source.</param>
    /// <param name="candidates">Everybody who shares a block with it.</param>
    /// <param name="cut">True when there were more than could be looked at: then nobody is linked.</param>
    /// <param name="rule">The rule of the source.</param>
    /// <param name="now">The instant.</param>
    public static MatchVerdict Decide(
        ImmutableSortedDictionary<string, Value> record, string source, IEnumerable<Identity> candidates, bool cut, CompiledCorrelationRule rule,
        DateTimeOffset now)
    {
        var scored = new List<(WorkItemCandidate Candidate, bool Doubtful)>();
        foreach (var identity in candidates.Where(i => IsSearchable(i, rule.Declaration, now)))
        {
            var (confidence, explanation) = rule.Compare(record, identity.Attributes);

            // A source has one record for a person: a second one is linked by nobody but a person.
            var doubtful = identity.Records.Any(r => r.Source == source && !r.Ended && !(r.End <= now));
            if (confidence >= (doubtful ? rule.Declaration.Link : rule.Declaration.Review))
            {
                scored.Add((new(identity.Id, confidence, explanation), doubtful));
            }
        }

        scored.Sort((a, b) => (b.Candidate.Confidence, a.Candidate.IdentityId).CompareTo((a.Candidate.Confidence, b.Candidate.IdentityId)));
        var (outcome, why) = Judge(scored, cut, rule.Declaration);
        return new(
            outcome,
            outcome == MatchOutcome.Link ? scored[0].Candidate.IdentityId : "",
            [.. scored.Take(Limits.CandidatesPerWorkItemCount).Select(s => s.Candidate)],
            why);
    }

    /// <summary>
    /// Decides on the owner of an exact key: linked, unless record and owner are so unlike that the key is more likely mistyped.
    /// </summary>
    public static MatchVerdict OfExact(ImmutableSortedDictionary<string, Value> record, Identity owner, CompiledCorrelationRule rule)
    {
        var (confidence, explanation) = rule.Compare(record, owner.Attributes);
        return confidence >= rule.Declaration.Review
            ? new(MatchOutcome.Link, owner.Id, [], "An exact key matches.")
            : new(
                MatchOutcome.Review, "", [new(owner.Id, confidence, "The key agrees, the person does not: " + explanation)],
                "The key is that of somebody else by all other signs. Decide whose the record is, or correct the key.");
    }

    /// <summary>True while somebody can be recognised: here, to come, or gone for no longer than the rule's window.</summary>
    public static bool IsSearchable(Identity identity, CorrelationRule rule, DateTimeOffset now) =>
        identity.State is not (LifecycleState.Terminated or LifecycleState.Archived) || identity.LeftAt is not { } left || now < left + rule.LeaverWindow;

    private static (MatchOutcome Outcome, string Why) Judge(
        List<(WorkItemCandidate Candidate, bool Doubtful)> scored, bool cut, CorrelationRule rule)
    {
        var sure = scored.Count(s => s.Candidate.Confidence >= rule.Link);
        return (scored, sure) switch
        {
            ({ Count: 0 }, _) when !cut => (MatchOutcome.Create, "Nobody is like it."),
            (_, _) when cut => (MatchOutcome.Review, "There are too many who could be meant. Decide whose the record is, or narrow the rule's blocks."),
            (_, > 1) => (MatchOutcome.Review, "Several identities match. Decide whose the record is."),
            (_, 1) when scored[0].Doubtful => (MatchOutcome.Review, "The identity that matches has a record of this source already. Decide whose the record is."),
            (_, 1) => (MatchOutcome.Link, "One identity matches."),
            _ => (MatchOutcome.Review, "Identities are like it, but not enough. Decide whose the record is."),
        };
    }
}
