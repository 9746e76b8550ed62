using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Identities;

/// <summary>Sets of attributes; names compare ordinally.</summary>
public static class AttributeSet
{
    /// <summary>The empty set.</summary>
    public static ImmutableSortedDictionary<string, Value> Empty { get; } =
        ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal);

    /// <summary>True when both have the same names with equal values.</summary>
    public static bool Same(ImmutableSortedDictionary<string, Value> left, ImmutableSortedDictionary<string, Value> right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        if (left.Count != right.Count)
        {
            return false;
        }

        // Of one order, both are walked side by side, without looking anything up.
        if (ReferenceEquals(left.KeyComparer, right.KeyComparer))
        {
            using var others = right.GetEnumerator();
            foreach (var (name, value) in left)
            {
                others.MoveNext();
                if (name != others.Current.Key || !value.Equals(others.Current.Value))
                {
                    return false;
                }
            }

            return true;
        }

        foreach (var (name, value) in left)
        {
            if (!right.TryGetValue(name, out var other) || !value.Equals(other))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The set without attributes that are null.</summary>
    public static ImmutableSortedDictionary<string, Value> WithoutNulls(ImmutableSortedDictionary<string, Value> attributes)
    {
        var result = attributes;
        foreach (var (name, value) in attributes)
        {
            if (value.IsNull)
            {
                result = result.Remove(name);
            }
        }

        return result;
    }
}
