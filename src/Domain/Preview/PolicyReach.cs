using System.Collections.Immutable;
using System.Text.Json;
using Prov.Domain.Policies;

namespace Prov.Domain.Preview;

/// <summary>What each policy of one version says, with all the roles that it leads to.</summary>
internal sealed class PolicyReach(PolicySnapshot snapshot)
{
    private readonly Dictionary<string, CompiledCondition> _conditions =
        snapshot.Conditions.DistinctBy(c => c.Document).ToDictionary(c => c.Document, StringComparer.Ordinal);

    private readonly Dictionary<string, BirthrightPolicy> _policies =
        snapshot.Expanded.Policies.ToDictionary(p => p.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, Role> _roles = snapshot.Expanded.Roles.ToDictionary(r => r.Name, StringComparer.Ordinal);

    public IEnumerable<string> Policies => _policies.Keys;

    /// <summary>A policy with its roles; null when the version has none of this name.</summary>
    public Reach? Of(string name)
    {
        if (!_policies.TryGetValue(name, out var policy))
        {
            return null;
        }

        var roles = new SortedDictionary<string, Role>(StringComparer.Ordinal);
        Follow(policy.Gives, roles);
        return new Reach(
            JsonSerializer.Serialize(policy with { When = "" })
                + JsonSerializer.Serialize(roles.Values.Select(r => r with { When = r.When is null ? null : "" })),
            _conditions["BirthrightPolicy/" + name],
            roles.Where(r => r.Value.When is not null).ToImmutableDictionary(r => r.Key, r => _conditions[r.Value.Document]));
    }

    private void Follow(PolicyContent content, SortedDictionary<string, Role> roles)
    {
        foreach (var name in content.AllItems().Where(i => i.Kind == GrantKind.Role).Select(i => i.Name))
        {
            if (roles.TryAdd(name, _roles[name]))
            {
                Follow(_roles[name].Gives, roles);
            }
        }
    }

    /// <param name="Content">All that the policy and its roles say, but for the conditions.</param>
    /// <param name="Condition">The policy's own.</param>
    /// <param name="RoleConditions">Those of the roles that have one, by role.</param>
    internal sealed record Reach(string Content, CompiledCondition Condition, ImmutableDictionary<string, CompiledCondition> RoleConditions);
}
