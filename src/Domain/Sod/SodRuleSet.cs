using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Policies;

namespace Prov.Domain.Sod;

/// <summary>The rules of one configuration, with the sides that each thing belongs to.</summary>
public sealed class SodRuleSet
{
    private readonly FrozenDictionary<GrantKey, ImmutableArray<SodPlace>> _places;

    internal SodRuleSet(ImmutableArray<CompiledSodRule> rules)
    {
        Rules = rules;
        _places = rules.SelectMany((r, rule) => r.Declaration.Sides.SelectMany((s, side) => ItemsOf(s).Select(i => (Item: i, Place: new SodPlace(rule, side)))))
            .GroupBy(p => p.Item)
            .ToFrozenDictionary(g => g.Key, g => g.Select(p => p.Place).Distinct().ToImmutableArray());
    }

    /// <summary>Ordered by name.</summary>
    public ImmutableArray<CompiledSodRule> Rules { get; }

    public bool IsEmpty => Rules.IsEmpty;

    /// <summary>The sides that something belongs to, whatever account holds it; of a role with parameters also those that name it without values.</summary>
    public ImmutableArray<SodPlace> PlacesOf(GrantKey key)
    {
        var places = _places.GetValueOrDefault(key with { Intent = null }, []);
        var role = key.Kind == GrantKind.Role ? RoleReference.NameOf(key.Name) : key.Name;
        return role.Length == key.Name.Length
            ? places
            : [.. places.Union(_places.GetValueOrDefault(key with { Name = role }, []))];
    }

    internal static IEnumerable<GrantKey> ItemsOf(SodSide side) => side.Roles.Select(r => new GrantKey(GrantKind.Role, "", RoleReference.Parse(r)?.ToString() ?? r, null))
        .Concat(side.Entitlements.Select(e => new GrantKey(GrantKind.Entitlement, e.Target, e.Entitlement, null)));
}

/// <summary>One side of one rule, by their places.</summary>
public readonly record struct SodPlace(int Rule, int Side);
