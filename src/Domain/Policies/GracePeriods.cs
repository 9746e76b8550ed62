using System.Collections.Immutable;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies;

/// <summary>
/// Keeps for its grace period what nothing gives any more. It yields to what is given: whatever conflicts with that is not kept, nor what
/// came by it only.
/// </summary>
internal static class GracePeriods
{
    /// <summary>Adds what is kept; the builder is and stays ordered by key.</summary>
    /// <returns>When the first of the periods ends; null for none.</returns>
    public static DateTimeOffset? Keep(
        ImmutableArray<Grant>.Builder grants, ImmutableArray<Grant> before, HashSet<GrantKey> closed, PolicySnapshot snapshot, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var old in before)
        {
            if (old.RemoveAfter is not { } period || grants.Any(g => g.Key == old.Key))
            {
                continue;
            }

            var removeAt = old.RemoveAt ?? now + period;
            if (removeAt > now && IsKnown(old, snapshot) && !Conflicts(old, grants, closed, snapshot))
            {
                grants.Add(old with { RemoveAt = removeAt });
                next = RecordView.Earlier(next, removeAt);
            }
        }

        if (next is not null)
        {
            grants.Sort((left, right) => left.Key.CompareTo(right.Key));
        }

        return next;
    }

    private static bool IsKnown(Grant grant, PolicySnapshot snapshot) =>
        grant.Kind == GrantKind.Role ? snapshot.FindRole(grant.Name) is not null : snapshot.Targets.ContainsKey(grant.Target);

    private static bool Conflicts(Grant old, ImmutableArray<Grant>.Builder grants, HashSet<GrantKey> closed, PolicySnapshot snapshot)
    {
        if (snapshot.IsFreeOfConflicts)
        {
            return false;
        }

        return closed.Contains(old.Key)
            || old.Causes.All(cause => cause.Split(" > ").Any(document => closed.Any(k => k.Kind == GrantKind.Role && document == snapshot.FindRole(k.Name)?.Declaration.Document)))
            || ExclusiveRoles.Losers([.. grants, old], snapshot).Any()
            || snapshot.Sod.PlacesOf(old.Key).Any(place => ExceedsBy(old, place.Rule, grants, snapshot));
    }

    private static bool ExceedsBy(Grant old, int rule, ImmutableArray<Grant>.Builder grants, PolicySnapshot snapshot) =>
        grants.Append(old).SelectMany(g => snapshot.Sod.PlacesOf(g.Key)).Where(p => p.Rule == rule).Select(p => p.Side).Distinct().Count()
            > snapshot.Sod.Rules[rule].Declaration.MostHeld
        && snapshot.Sod.Rules[rule].Declaration.Effect != Sod.SodEffect.Record;
}
