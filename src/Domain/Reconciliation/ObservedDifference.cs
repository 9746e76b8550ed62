using System.Collections.Immutable;
using Prov.Domain.Accounts;

namespace Prov.Domain.Reconciliation;

/// <summary>Names what differs between two states of an account, never the values.</summary>
public static class ObservedDifference
{
    /// <summary>Attributes of the target, and <c>enabled</c>, <c>name</c>, <c>placement</c>, <c>entitlements</c>; ordered.</summary>
    public static ImmutableArray<string> Names(ObservedAccount? before, ObservedAccount after)
    {
        if (before is null)
        {
            return [];
        }

        var names = before.Attributes.Keys.Union(after.Attributes.Keys)
            .Where(n => !AccountValues.Same(before.Attributes.GetValueOrDefault(n), after.Attributes.GetValueOrDefault(n)))
            .ToList();
        AddIf(before.Enabled != after.Enabled, "enabled");
        AddIf(before.Name != after.Name, "name");
        AddIf(!before.Placement.Equals(after.Placement), "placement");
        AddIf(!before.Entitlements.ToHashSet(StringComparer.Ordinal).SetEquals(after.Entitlements), "entitlements");
        return [.. names.Order(StringComparer.Ordinal)];

        void AddIf(bool differs, string name)
        {
            if (differs)
            {
                names.Add(name);
            }
        }
    }
}
