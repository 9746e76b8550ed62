using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Correlation;

/// <summary>Records become identities by the pure decisions, with indexes in memory that answer as the store's do.</summary>
internal sealed class MemoryRegistry(PolicySnapshot snapshot)
{
    private readonly Dictionary<string, Identity> _identities = new(StringComparer.Ordinal);
    private readonly Dictionary<Reservation, string> _owners = [];
    private readonly Dictionary<string, SortedSet<string>> _blocks = new(StringComparer.Ordinal);

    public DateTimeOffset Now { get; set; } = Setup.Now;

    public Identity this[string id] => _identities[id];

    /// <summary>Takes a whole record: the verdict on it, and the identity that it went to; none when it waits.</summary>
    public (MatchVerdict Verdict, string? IdentityId) Take(LifecycleEvent lifecycleEvent)
    {
        var keys = CorrelationDecision.Keys(lifecycleEvent, snapshot);
        if (_owners.TryGetValue(keys[0], out var known))
        {
            Commit(known, lifecycleEvent);
            return (new(MatchOutcome.Link, known, [], "Its own."), known);
        }

        var verdict = Judge(lifecycleEvent, keys.RemoveAt(0));
        var id = verdict.Outcome switch
        {
            MatchOutcome.Link => verdict.IdentityId,
            MatchOutcome.Create => IdentityId.For(lifecycleEvent.Tenant, lifecycleEvent.Source, lifecycleEvent.SourceKey),
            _ => null,
        };
        if (id is not null)
        {
            Commit(id, lifecycleEvent);
        }

        return (verdict, id);
    }

    private MatchVerdict Judge(LifecycleEvent lifecycleEvent, ImmutableArray<Reservation> exact)
    {
        var rule = snapshot.FindCorrelationRule(lifecycleEvent.Source)!;
        var record = WaitingRecord.Of([lifecycleEvent], snapshot, Now).Record!;
        var attributes = MatchDecision.AttributesOf(record, snapshot, Now);
        foreach (var key in exact)
        {
            if (_owners.TryGetValue(key, out var owner))
            {
                return MatchDecision.OfExact(attributes, _identities[owner], rule);
            }
        }

        var ids = rule.Keys(attributes).SelectMany(k => _blocks.GetValueOrDefault(k) ?? []).ToHashSet(StringComparer.Ordinal);
        var found = ids.Order(StringComparer.Ordinal).Take(Limits.CandidatesPerRecordCount).Select(i => _identities[i]);
        return MatchDecision.Decide(attributes, lifecycleEvent.Source, found, ids.Count > Limits.CandidatesPerRecordCount, rule, Now);
    }

    private void Commit(string id, LifecycleEvent lifecycleEvent)
    {
        var (current, taken) = (_identities.GetValueOrDefault(id), new HashSet<Reservation>());
        Decision decision;
        do
        {
            var context = new DecisionContext(Setup.Tenant, id) { TakenByOthers = taken };
            decision = LifecycleDecision.Decide(current, lifecycleEvent, snapshot, Now, context);
        }
        while (decision.Reserve.Any(r => _owners.TryGetValue(r, out var owner) && owner != id && taken.Add(r)));

        foreach (var (reservation, _) in decision.Release)
        {
            _owners.Remove(reservation);
        }

        foreach (var reservation in decision.Reserve)
        {
            _owners[reservation] = id;
        }

        foreach (var block in decision.RemoveBlocks)
        {
            _blocks[block].Remove(id);
        }

        foreach (var block in decision.AddBlocks)
        {
            (_blocks.TryGetValue(block, out var ids) ? ids : _blocks[block] = new(StringComparer.Ordinal)).Add(id);
        }

        _identities[id] = decision.Next with { Version = decision.Next.Version + 1 };
    }
}
