using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Domain.Mappings;

/// <summary>Which attributes differ between two views of one identity: only mappings that read one of those have to be run again.</summary>
internal sealed class InputChanges
{
    private readonly HashSet<string>? _changed;

    private InputChanges(HashSet<string>? changed) => _changed = changed;

    /// <summary>Everything counts as changed.</summary>
    public static InputChanges All { get; } = new(null);

    /// <summary>Compares two states of an identity as expressions read it; its id never changes.</summary>
    public static InputChanges Between(Identity before, Identity next)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        if (before.State != next.State)
        {
            changed.Add("state");
        }

        if (before.Records != next.Records)
        {
            var (old, tenure) = (Tenure.Of(before.Records), Tenure.Of(next.Records));
            AddIf(old.StartsAt != tenure.StartsAt, "startsAt", changed);
            AddIf(old.EndsAt != tenure.EndsAt, "endsAt", changed);
        }

        changed.UnionWith(AttributeSet.Changed(before.Attributes, next.Attributes));
        return new(changed);
    }

    private static void AddIf(bool differs, string name, HashSet<string> changed)
    {
        if (differs)
        {
            changed.Add(name);
        }
    }

    /// <summary>True when nothing is known of before.</summary>
    public bool AreUnknown => _changed is null;

    /// <summary>True when the identity's attribute of this name differs.</summary>
    public bool Touch(string attribute) => _changed?.Contains(attribute) != false;
}
