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

    /// <summary>The sides that something belongs to, whatever account holds it.</summary>
    public ImmutableArray<SodPlace> PlacesOf(GrantKey key) => _places.GetValueOrDefault(key with { Intent = null }, []);

    internal static IEnumerable<GrantKey> ItemsOf(SodSide side) => side.Roles.Select(r => new GrantKey(GrantKind.Role, "", r, null))
        .Concat(side.Entitlements.Select(e => new GrantKey(GrantKind.Entitlement, e.Target, e.Entitlement, null)));
}

/// <summary>One side of one rule, by their places.</summary>
public readonly record struct SodPlace(int Rule, int Side);
