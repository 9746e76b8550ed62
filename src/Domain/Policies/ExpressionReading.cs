using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies;

/// <summary>What an expression that stands in no document yet may read: an identity and <c>now</c>, or a source's record.</summary>
/// <param name="Snapshot">The configuration that declares the attributes.</param>
/// <param name="Source">The source whose record is read; null for an identity.</param>
public sealed record ExpressionReading(PolicySnapshot Snapshot, AuthoritativeSource? Source)
{
    /// <summary>The declared attributes.</summary>
    public ImmutableArray<AttributeDefinition> Attributes => Source is null
        ? Snapshot.Attributes
        : [.. Source.Attributes.Select(a => new AttributeDefinition(a.Name, a.Type) { MultiValued = a.MultiValued, Secret = a.Secret })];

    /// <param name="withSecrets">Whether secret attributes are known; without, an expression that reads one has a fault.</param>
    public ExpressionEnvironment Environment(bool withSecrets) => Source is null
        ? Environments.Condition(Environments.Identity(Snapshot.Attributes.Where(a => withSecrets || !Snapshot.SecretAttributes.Contains(a.Name))))
        : Environments.Record(Source with { Attributes = [.. Source.Attributes.Where(a => withSecrets || !a.Secret)] });
}
