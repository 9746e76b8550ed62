using System.Collections.Immutable;
using Prov.Domain.Identities;

namespace Prov.Silo.Configuration;

/// <summary>Reads the identity schema.</summary>
internal static class SchemaReader
{
    public static IdentitySchema Read(V1.IdentitySchema schema, DocumentFaults faults) => new(
        [.. schema.Attributes.Select((a, i) => new AttributeDefinition(a.Name, faults.TypeOf(a.Type, $"spec.attributes[{i}].type"))
        {
            MultiValued = a.MultiValued,
            Secret = a.Secret,
        })]);
}
