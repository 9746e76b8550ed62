using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Policies;

/// <summary>
/// Finds the conditions that may hold for an identity by the values that they compare its attributes with. What it passes over is surely
/// not met; what it finds must still be asked.
/// </summary>
internal sealed class ConditionIndex
{
    private readonly int[] _askedOfEveryone;
    private readonly (string Attribute, FrozenDictionary<Value, int[]> Conditions)[] _byValue;

    private ConditionIndex(int[] askedOfEveryone, (string, FrozenDictionary<Value, int[]>)[] byValue) =>
        (_askedOfEveryone, _byValue) = (askedOfEveryone, byValue);

    /// <summary>An index of those conditions whose place is included.</summary>
    public static ConditionIndex Of(ImmutableArray<CompiledCondition> conditions, Func<int, bool> includes)
    {
        var everyone = new List<int>();
        var found = new List<(string Attribute, Value Value, int Condition)>();
        var keys = ConditionKeys.OfAll(conditions);
        foreach (var place in Enumerable.Range(0, conditions.Length).Where(includes))
        {
            if (keys[place] is { } known)
            {
                found.AddRange(known.Select(k => (k.Attribute, k.Value, place)));
            }
            else
            {
                everyone.Add(place);
            }
        }

        return new(
            [.. everyone],
            [.. found.GroupBy(f => f.Attribute, StringComparer.Ordinal).Select(a => (a.Key, a.GroupBy(f => f.Value).ToFrozenDictionary(
                v => v.Key, v => v.Select(f => f.Condition).Distinct().ToArray())))]);
    }

    /// <summary>Adds the places of conditions that may hold for the identity; one can come twice.</summary>
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
}
