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
            Authority = a.Authority is null ? null : Authority(a.Authority, $"spec.attributes[{i}].authority", faults),
        })]);

    private static AttributeAuthority Authority(V1.AttributeAuthority authority, string path, DocumentFaults faults) => new(
        faults.Known(authority.Mode, path + ".mode") switch
        {
            V1.AttributeAuthority.Types.Mode.Freshness => AuthorityMode.Freshness,
            V1.AttributeAuthority.Types.Mode.Rule => AuthorityMode.Rule,
            _ => AuthorityMode.Precedence,
        },
        [.. authority.Rules.Select(r => new AuthorityRule(r.Source, r.HasWhen ? r.When : null))]);
}
