using Prov.Domain.Expressions;

namespace Prov.Domain.Mappings;

/// <summary>Which attributes differ between two views of one identity: only mappings that read one of those have to be run again.</summary>
internal sealed class InputChanges
{
    private readonly Value _before;
    private readonly Value _after;
    private readonly bool _knowsBefore;

    private InputChanges(Value before, Value after, bool knowsBefore) =>
        (_before, _after, _knowsBefore) = (before, after, knowsBefore);

    /// <summary>Everything counts as changed.</summary>
    public static InputChanges All { get; } = new(default, default, knowsBefore: false);

    /// <summary>Compares two views as expressions read them.</summary>
    public static InputChanges Between(Value before, Value after) => new(before, after, knowsBefore: true);

    /// <summary>True when nothing is known of before.</summary>
    public bool AreUnknown => !_knowsBefore;

    /// <summary>True when the identity's attribute of this name differs.</summary>
    public bool Touch(string attribute)
    {
        if (AreUnknown)
        {
            return true;
        }

        _before.TryGetEntry(attribute, out var old);
        _after.TryGetEntry(attribute, out var now);
        return !old.Equals(now);
    }
}
