using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Correlation;

/// <summary>
/// Decides which values an identity holds for itself: the keys of its records for life, the values that it is recognised by until it is
/// archived and no correlation rule looks for those who left so long ago, the names of its accounts until they are deleted.
/// </summary>
internal static class ReservationDecision
{
    /// <summary>All reservations of the identity as it becomes; <paramref name="before"/> itself when nothing differs.</summary>
    public static ImmutableArray<Reservation> Run(
        Identity identity, ImmutableArray<Reservation> before, PolicySnapshot snapshot, DateTimeOffset now, DecisionContext context, NoteCollector notes)
    {
        var held = new List<Reservation>(before.Length + 4);
        foreach (var record in identity.Records)
        {
            held.Add(new(snapshot.Sources.GetValueOrDefault(record.Source)?.Space ?? CompiledSource.SpaceOf(record.Source), record.Key));
        }

        if (identity.State != LifecycleState.Archived
            || snapshot.CorrelationRules.Any(r => MatchDecision.IsSearchable(identity, r.Declaration, now)))
        {
            AddCorrelation(identity, snapshot, context, notes, held);
        }

        foreach (var account in identity.Accounts)
        {
            AddName(account, before, snapshot, held);
        }

        return Same(held, before) ? before : [.. held];
    }

    /// <summary>How long a value stays taken after the identity gave it up.</summary>
    public static DateTimeOffset Until(Reservation reservation, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var space = reservation.Space;
        return space.StartsWith(CompiledTarget.SpaceOf(""), StringComparison.Ordinal)
            && snapshot.Targets.TryGetValue(space[CompiledTarget.SpaceOf("").Length..], out var target)
                ? now + target.Declaration.AccountName.Retention
                : now;
    }

    private static void AddCorrelation(
        Identity identity, PolicySnapshot snapshot, DecisionContext context, NoteCollector notes, List<Reservation> held)
    {
        foreach (var attribute in snapshot.CorrelationAttributes)
        {
            if (!identity.Attributes.TryGetValue(attribute, out var value))
            {
                continue;
            }

            foreach (var single in value.AsValues())
            {
                var reservation = CorrelationDecision.Reservation(attribute, single);
                if (reservation.Key.Length > Limits.ReservationKeyLengthCharacters)
                {
                    notes.Add(DecisionNoteReasons.CorrelationTooLong, attribute, "The value is too long to recognise the identity by.");
                }
                else if (context.TakenByOthers.Contains(reservation))
                {
                    notes.Add(
                        DecisionNoteReasons.CorrelationTaken, attribute, "Another identity holds the same value. Correct one of them.");
                }
                else if (reservation.Key.Length > 0 && !held.Contains(reservation))
                {
                    held.Add(reservation);
                }
            }
        }
    }

    private static void AddName(
        DesiredAccount account, ImmutableArray<Reservation> before, PolicySnapshot snapshot, List<Reservation> held)
    {
        if (account.State == AccountState.Absent)
        {
            return;
        }

        if (snapshot.Targets.TryGetValue(account.Target, out var target))
        {
            held.Add(AccountNaming.Reservation(account.Name, target));
        }
        else
        {
            var space = CompiledTarget.SpaceOf(account.Target);
            held.AddRange(before.Where(r => r.Space == space));
        }
    }

    private static bool Same(List<Reservation> held, ImmutableArray<Reservation> before)
    {
        if (held.Count != before.Length)
        {
            return false;
        }

        for (var i = 0; i < before.Length; i++)
        {
            if (held[i] != before[i])
            {
                return false;
            }
        }

        return true;
    }
}
