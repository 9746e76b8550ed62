using System.Collections.Immutable;
using Prov.Domain.Identities;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Checks the declared attributes of identities.</summary>
internal static class SchemaCheck
{
    private const string Document = "IdentitySchema/default";

    /// <summary>The attributes ordered by name, each once.</summary>
    public static ImmutableArray<AttributeDefinition> Run(IdentitySchema schema, FaultCollector faults)
    {
        faults.RequireAtMost(Limits.SchemaAttributesCount, schema.Attributes.Length, Document, "spec.attributes");
        var known = new SortedDictionary<string, AttributeDefinition>(StringComparer.Ordinal);
        for (var i = 0; i < schema.Attributes.Length; i++)
        {
            var attribute = schema.Attributes[i];
            var path = $"spec.attributes[{i}].name";
            NameCheck.Attribute(attribute.Name, Document, path, faults);
            if (!known.TryAdd(attribute.Name, attribute))
            {
                faults.Add(FaultReasons.NameDuplicate, Document, path, $"The attribute '{attribute.Name}' is declared twice.");
            }
        }

        return [.. known.Values];
    }
}
