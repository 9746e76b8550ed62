using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Follows secrecy through mappings: what is computed from a secret is secret.</summary>
internal static class Secrets
{
    /// <summary>The identity attributes that are declared secret or that a mapping fills from something secret.</summary>
    public static FrozenSet<string> Attributes(ImmutableArray<AttributeDefinition> attributes, ImmutableArray<CompiledSource> sources)
    {
        var declared = attributes.Where(a => a.Secret).Select(a => a.Name);
        var filled = sources.SelectMany(s => s.Mappings.Where(m => IsSecret(m, "record", SecretsOf(s))))
            .Select(m => m.Declaration.Attribute);
        return declared.Concat(filled).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>True when the mapping says so, or reads one of the secret attributes of a variable.</summary>
    public static bool IsSecret(CompiledMapping mapping, string variable, FrozenSet<string> secrets) =>
        mapping.Declaration.Secret
        || (secrets.Count > 0
            && mapping.Expression.Inputs.Any(i => i == variable || secrets.Any(s => i == $"{variable}.{s}")));

    private static FrozenSet<string> SecretsOf(CompiledSource source) =>
        source.Declaration.Attributes.Where(a => a.Secret).Select(a => a.Name).ToFrozenSet(StringComparer.Ordinal);
}
