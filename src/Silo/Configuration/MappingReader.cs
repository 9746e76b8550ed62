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
        };
}
