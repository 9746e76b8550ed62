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

        using var others = Ordered(right).GetEnumerator();
        foreach (var (name, value) in Ordered(left))
        {
            others.MoveNext();
            if (name != others.Current.Key || !value.Equals(others.Current.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The names, in order, of attributes whose values differ. One that is absent has the value null.</summary>
    public static List<string> Changed(ImmutableSortedDictionary<string, Value> before, ImmutableSortedDictionary<string, Value> after)
    {
        var changed = new List<string>();
        if (ReferenceEquals(before, after))
        {
            return changed;
        }

        // Of one order, both are walked side by side, without looking anything up.
        using var old = Ordered(before).GetEnumerator();
        var hasOld = old.MoveNext();
        foreach (var (name, value) in Ordered(after))
        {
            int order;
            for (; (order = hasOld ? string.CompareOrdinal(old.Current.Key, name) : 1) < 0; hasOld = old.MoveNext())
            {
                AddIf(!old.Current.Value.IsNull, old.Current.Key, changed);
            }

            AddIf(!value.Equals(order == 0 ? old.Current.Value : Value.Null), name, changed);
            hasOld = order == 0 ? old.MoveNext() : hasOld;
        }

        for (; hasOld; hasOld = old.MoveNext())
        {
            AddIf(!old.Current.Value.IsNull, old.Current.Key, changed);
        }

        return changed;
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

    private static ImmutableSortedDictionary<string, Value> Ordered(ImmutableSortedDictionary<string, Value> attributes) =>
        ReferenceEquals(attributes.KeyComparer, StringComparer.Ordinal) ? attributes : attributes.WithComparers(StringComparer.Ordinal);

    private static void AddIf(bool differs, string name, List<string> changed)
    {
        if (differs)
        {
            changed.Add(name);
        }
    }
}
