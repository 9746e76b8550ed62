using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Correlation;

/// <summary>Decides under which keys an identity can be found by scored rules, and for how long after it left.</summary>
internal static class BlockDecision
{
    /// <summary>The keys, ordered; <paramref name="before"/> itself when nothing differs.</summary>
    public static ImmutableArray<string> Run(Identity identity, ImmutableArray<string> before, PolicySnapshot snapshot, DateTimeOffset now)
    {
        if (snapshot.CorrelationRules.IsEmpty)
        {
            return before.IsEmpty ? before : [];
        }

        ImmutableArray<string> keys =
        [
            .. snapshot.CorrelationRules.Where(r => MatchDecision.IsSearchable(identity, r.Declaration, now))
                .SelectMany(r => r.Keys(identity.Attributes))
                .Where(k => k.Length <= Limits.ReservationKeyLengthCharacters)
                .Distinct().Order(StringComparer.Ordinal),
        ];
        return keys.SequenceEqual(before) ? before : keys;
    }

    /// <summary>The instant at which it can no longer be found by a rule; null for none.</summary>
    public static DateTimeOffset? Next(Identity identity, PolicySnapshot snapshot, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        if (identity is { State: LifecycleState.Terminated or LifecycleState.Archived, LeftAt: { } left })
        {
            foreach (var rule in snapshot.CorrelationRules.Where(r => left + r.Declaration.LeaverWindow > now))
            {
                next = Sources.RecordView.Earlier(next, left + rule.Declaration.LeaverWindow);
            }
        }

        return next;
    }
}
