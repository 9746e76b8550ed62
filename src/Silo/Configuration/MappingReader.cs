using System.Collections.Immutable;
using Prov.Domain.Mappings;

namespace Prov.Silo.Configuration;

/// <summary>Reads the attribute mappings of a document.</summary>
internal static class MappingReader
{
    public static ImmutableArray<AttributeMapping> Read(IEnumerable<V1.AttributeMapping> mappings, DocumentFaults faults) =>
        [.. mappings.Select((m, i) => Read(m, $"spec.mappings[{i}]", faults))];

    private static AttributeMapping Read(V1.AttributeMapping mapping, string path, DocumentFaults faults) =>
        new(faults.Required(mapping.Attribute, path + ".attribute"), faults.Required(mapping.Expression, path + ".expression"))
        {
            Strength = faults.Known(mapping.Strength, path + ".strength") switch
            {
                V1.AttributeMapping.Types.Strength.Weak => MappingStrength.Weak,
                V1.AttributeMapping.Types.Strength.Strong => MappingStrength.Strong,
                _ => MappingStrength.Normal,
            },
            Secret = mapping.Secret,
            When = mapping.HasWhen ? mapping.When : null,
            ValidFrom = mapping.HasValidFrom ? mapping.ValidFrom : null,
            ValidUntil = mapping.HasValidUntil ? mapping.ValidUntil : null,
            OtherValues = faults.Known(mapping.OtherValues, path + ".otherValues") switch
            {
                V1.AttributeMapping.Types.OtherValues.Remove => OtherValues.Remove,
                V1.AttributeMapping.Types.OtherValues.Report => OtherValues.Report,
                _ => OtherValues.Keep,
            },
            Required = mapping.Required,
            Range = mapping.HasRange ? mapping.Range : null,
        };
}
