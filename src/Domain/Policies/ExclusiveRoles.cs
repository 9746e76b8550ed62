namespace Prov.Domain.Policies;

/// <summary>Chooses one role of each exclusive set: the highest priority, then the first name.</summary>
internal static class ExclusiveRoles
{
    /// <summary>The roles that lose, each with the one that goes before it.</summary>
    public static IEnumerable<(Grant Loser, Role Winner)> Losers(IEnumerable<Grant> grants, PolicySnapshot snapshot) => grants
        .Where(g => g.Kind == GrantKind.Role)
        .Select(g => (Grant: g, Role: snapshot.FindRole(g.Name)?.Declaration))
        .Where(g => g.Role?.ExclusiveSet is not null)
        .Select(g => (g.Grant, Role: g.Role!))
        .GroupBy(g => g.Role.ExclusiveSet, StringComparer.Ordinal)
        .SelectMany(set =>
        {
            var ordered = set.OrderByDescending(g => g.Role.Priority).ThenBy(g => g.Role.Name, StringComparer.Ordinal).ToList();
            return ordered.Skip(1).Select(g => (g.Grant, ordered[0].Role));
        });
}
