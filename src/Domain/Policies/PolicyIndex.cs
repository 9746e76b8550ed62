using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Policies;

/// <summary>
/// Finds the paths that may be open to an identity without asking every policy: by the values that the policies' conditions compare its
/// attributes with. What it passes over is surely not met; what it finds must still be asked.
/// </summary>
internal sealed class PolicyIndex
{
    private readonly PathPlace[][] _pathsByCondition;
    private readonly int[] _askedOfEveryone;
    private readonly (string Attribute, FrozenDictionary<Value, int[]> Conditions)[] _byValue;

    private PolicyIndex(PathPlace[][] pathsByCondition, int[] askedOfEveryone, (string, FrozenDictionary<Value, int[]>)[] byValue) =>
        (_pathsByCondition, _askedOfEveryone, _byValue) = (pathsByCondition, askedOfEveryone, byValue);

    /// <summary>Every path begins with the condition of a policy: by that one it is found.</summary>
    public static PolicyIndex Of(ImmutableArray<CompiledCondition> conditions, ImmutableArray<CompiledGrant> grants)
    {
        var paths = PathsByCondition(conditions.Length, grants);
        var everyone = new List<int>();
        var found = new List<(string Attribute, Value Value, int Condition)>();
        var keys = ConditionKeys.OfAll(conditions);
        for (var i = 0; i < paths.Length; i++)
        {
            if (paths[i].Length > 0 && keys[i] is { } known)
            {
                found.AddRange(known.Select(k => (k.Attribute, k.Value, i)));
            }
            else if (paths[i].Length > 0)
            {
                everyone.Add(i);
            }
        }

        return new(
            paths,
            [.. everyone],
            [.. found.GroupBy(f => f.Attribute, StringComparer.Ordinal).Select(a => (a.Key, a.GroupBy(f => f.Value).ToFrozenDictionary(
                v => v.Key, v => v.Select(f => f.Condition).Distinct().ToArray())))]);
    }

    /// <summary>The paths that begin with a condition, ordered by grant.</summary>
    public ReadOnlySpan<PathPlace> PathsOf(int condition) => _pathsByCondition[condition];

    /// <summary>Adds the first conditions of paths that may hold for the identity; one can come twice.</summary>
    public void AddCandidates(Value identity, List<int> conditions)
    {
        conditions.AddRange(_askedOfEveryone);
        foreach (var (attribute, byValue) in _byValue)
        {
            if (!identity.TryGetEntry(attribute, out var value))
            {
                continue;
            }

            if (value.Kind != ValueKind.List)
            {
                Add(byValue, value, conditions);
                continue;
            }

            foreach (var single in value.AsList())
            {
                Add(byValue, single, conditions);
            }
        }
    }

    private static void Add(FrozenDictionary<Value, int[]> byValue, Value value, List<int> conditions)
    {
        if (byValue.TryGetValue(value, out var found))
        {
            conditions.AddRange(found);
        }
    }

    private static PathPlace[][] PathsByCondition(int conditions, ImmutableArray<CompiledGrant> grants)
    {
        var paths = new List<PathPlace>?[conditions];
        for (var grant = 0; grant < grants.Length; grant++)
        {
            for (var path = 0; path < grants[grant].Paths.Length; path++)
            {
                (paths[grants[grant].Paths[path].Conditions[0]] ??= []).Add(new(grant, path));
            }
        }

        return [.. paths.Select(p => p is null ? [] : p.ToArray())];
    }
}
