using Prov.Domain.Sod;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Finds policies and roles that always give too many sides of a rule that blocks: nobody could ever get all of it.</summary>
internal sealed class SodContradictions(ConfigurationSet configuration, SodRuleSet sod, FaultCollector faults)
{
    private readonly Dictionary<string, Role> _roles =
        configuration.Roles.DistinctBy(r => r.Name).ToDictionary(r => r.Name, StringComparer.Ordinal);

    /// <summary>To be asked only when no role includes itself.</summary>
    public void Report()
    {
        foreach (var policy in configuration.Policies)
        {
            Check(policy.Gives, $"BirthrightPolicy/{policy.Name}");
        }

        foreach (var role in configuration.Roles)
        {
            Check(role.Gives, role.Document);
        }
    }

    private void Check(PolicyContent content, string document)
    {
        var items = new HashSet<GrantKey>();
        Collect(content, items);
        var held = items.SelectMany(i => sod.PlacesOf(i).Select(p => (p.Rule, p.Side, Item: i))).ToLookup(p => p.Rule);
        foreach (var rule in held)
        {
            var declaration = sod.Rules[rule.Key].Declaration;
            var sides = rule.DistinctBy(p => p.Side).ToList();
            if (declaration.Effect == SodEffect.Block && sides.Count > declaration.MostHeld)
            {
                faults.Add(
                    FaultReasons.SodContradiction, document, "spec.gives",
                    $"It always gives what SodRule/{declaration.Name} keeps apart: {string.Join(" and ", sides.Select(s => s.Item))}.");
            }
        }
    }

    // What has a condition or dates of its own is not always given.
    private void Collect(PolicyContent content, HashSet<GrantKey> items)
    {
        foreach (var item in content.AllItems().Where(i => i.ValidFrom is null && i.ValidUntil is null))
        {
            if (item.Kind == GrantKind.Entitlement)
            {
                items.Add(new(GrantKind.Entitlement, item.Target, item.Name, null));
            }
            else if (_roles.TryGetValue(item.Name, out var role) && item.Kind == GrantKind.Role && role.When is null
                && items.Add(new(GrantKind.Role, "", item.Name, null)))
            {
                Collect(role.Gives, items);
            }
        }
    }
}
