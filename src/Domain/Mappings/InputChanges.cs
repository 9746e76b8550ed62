using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Mappings;

/// <summary>Which attributes differ between two views of one identity: only mappings that read one of those have to be run again.</summary>
internal sealed class InputChanges
{
    private readonly HashSet<string>? _changed;

    private InputChanges(HashSet<string>? changed) => _changed = changed;

    /// <summary>Everything counts as changed.</summary>
    public static InputChanges All { get; } = new(null);

    /// <summary>Compares two states of an identity, its attributes and <c>state</c>; its id never changes.</summary>
    public static InputChanges Between(Identity before, LifecycleState state, ImmutableSortedDictionary<string, Value> attributes)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        if (before.State != state)
        {
            changed.Add("state");
        }

        if (ReferenceEquals(before.Attributes, attributes))
        {
            return new(changed);
        }

        var kept = 0;
        foreach (var (name, value) in attributes)
        {
            var known = before.Attributes.TryGetValue(name, out var old);
            kept += known ? 1 : 0;
            if (!known || !old.Equals(value))
            {
                changed.Add(name);
            }
        }

        if (kept < before.Attributes.Count)
        {
            changed.UnionWith(before.Attributes.Keys.Where(n => !attributes.ContainsKey(n)));
        }

        return new(changed);
    }

    /// <summary>True when nothing is known of before.</summary>
    public bool AreUnknown => _changed is null;

    /// <summary>True when the identity's attribute of this name differs.</summary>
    public bool Touch(string attribute) => _changed?.Contains(attribute) != false;
}
