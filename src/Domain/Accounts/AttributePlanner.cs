using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;

namespace Prov.Domain.Accounts;

/// <summary>Decides what one attribute should be at the target, from what Prov wants, what it gave last and what is there.</summary>
/// <remarks>
/// Strong: always as wanted. Normal: as wanted when that has changed since it was last given, else as it is. Weak: as wanted where
/// there is nothing. No mapping in force: what Prov gave goes, anything else stays. The values of a multi-valued attribute are each
/// treated so: what Prov gave and wants no more goes, what others added is kept, removed or reported as the mappings say.
/// </remarks>
internal static class AttributePlanner
{
    public static Value Next(CompiledAttribute attribute, MappingStrength? strength, Value wanted, Value given, Value present) =>
        attribute.IsMultiValued || wanted.Kind == ValueKind.List || given.Kind == ValueKind.List
            ? Several(attribute, strength, wanted.AsValues(), given.AsValues(), Present(present))
            : Single(strength, wanted, given, present);

    /// <summary>The values that somebody else added and that the mappings treat so.</summary>
    public static IEnumerable<Value> Others(CompiledAttribute attribute, OtherValues treatment, Value wanted, Value present) =>
        Present(present).Where(v => !Contains(wanted.AsValues(), v) && IsTreated(attribute, treatment, v));

    private static Value Single(MappingStrength? strength, Value wanted, Value given, Value present) => strength switch
    {
        MappingStrength.Strong => wanted,
        MappingStrength.Weak => AccountValues.IsBlank(present) ? wanted : present,
        MappingStrength.Normal => AccountValues.Same(wanted, given) ? present : wanted,
        _ => AccountValues.Same(present, given) ? Value.Null : present,
    };

    private static Value Several(
        CompiledAttribute attribute, MappingStrength? strength, ImmutableArray<Value> wanted, ImmutableArray<Value> given,
        ImmutableArray<Value> present)
    {
        var values = present
            .Where(v => Contains(wanted, v) || !(Contains(given, v) || IsTreated(attribute, OtherValues.Remove, v)))
            .ToList();
        var blank = values.Count == 0;
        foreach (var value in wanted)
        {
            var add = strength switch
            {
                MappingStrength.Strong => true,
                MappingStrength.Normal => !Contains(given, value),
                MappingStrength.Weak => blank,
                _ => false,
            };
            if (add && !values.Exists(v => AccountValues.SameOne(v, value)))
            {
                values.Add(value);
            }
        }

        return values.Count == 0 ? Value.Null : Value.From([.. values]);
    }

    private static bool IsTreated(CompiledAttribute attribute, OtherValues treatment, Value value)
    {
        foreach (var mapping in attribute.Mappings)
        {
            if (mapping.Declaration.OtherValues == treatment && mapping.Covers(value))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<Value> Present(Value value) => AccountValues.IsBlank(value) ? [] : value.AsValues();

    private static bool Contains(ImmutableArray<Value> values, Value value) => values.Any(v => AccountValues.SameOne(v, value));
}
