using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Mappings;

/// <summary>An attribute at a target with everything that can give it a value.</summary>
public sealed class CompiledAttribute
{
    private const string Identity = "identity.";
    private readonly ImmutableArray<string> _inputs;
    private readonly bool _changesByItself;

    internal CompiledAttribute(string name, ImmutableArray<CompiledMapping> mappings)
    {
        (Name, Mappings) = (name, mappings);
        IsMultiValued = mappings.Any(m => m.Expression.ResultType is ListType);
        var inputs = mappings.SelectMany(m => m.Expressions).SelectMany(e => e.Inputs).Distinct(StringComparer.Ordinal).ToList();
        _inputs = [.. inputs.Where(IsAttribute).Select(i => i.Split('.')[1]).Distinct(StringComparer.Ordinal)];
        _changesByItself = mappings.Any(m => m.ValidFrom is not null || m.ValidUntil is not null)
            || inputs.Any(i => !IsAttribute(i) && i != "account.name");
    }

    /// <summary>Groups mappings by the attribute that they write; ordered by its name.</summary>
    internal static ImmutableArray<CompiledAttribute> Of(ImmutableArray<CompiledMapping> mappings) =>
    [
        .. mappings.GroupBy(m => m.Declaration.Attribute, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new CompiledAttribute(g.Key, [.. g.OrderBy(m => Rank(m.Declaration.Strength)).ThenBy(m => m.Slot)])),
    ];

    public string Name { get; }

    /// <summary>The strongest first; of equal strength as declared.</summary>
    public ImmutableArray<CompiledMapping> Mappings { get; }

    /// <summary>True when some mapping gives a list: the values of all then stand beside each other, and others' beside them.</summary>
    public bool IsMultiValued { get; }

    /// <summary>True when no account is created without a value.</summary>
    public bool IsRequired => Mappings.Any(m => m.Declaration.Required);

    /// <summary>The strength that holds while the account says nothing else.</summary>
    internal MappingStrength Strength => Mappings[0].Declaration.Strength;

    /// <summary>True when its value follows from inputs none of which has changed; the account's name must be the same, too.</summary>
    internal bool IsSettled(InputChanges changes)
    {
        if (_changesByItself || changes.AreUnknown)
        {
            return false;
        }

        foreach (var input in _inputs)
        {
            if (changes.Touch(input))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAttribute(string input) => input.StartsWith(Identity, StringComparison.Ordinal);

    private static int Rank(MappingStrength strength) => strength switch
    {
        MappingStrength.Strong => 0,
        MappingStrength.Normal => 1,
        _ => 2,
    };
}
