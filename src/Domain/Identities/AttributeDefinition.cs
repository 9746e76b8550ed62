using System.Collections.Immutable;

namespace Prov.Domain.Identities;

/// <summary>The declared type of an attribute.</summary>
public enum AttributeType
{
    String,
    Integer,
    Double,
    Boolean,
    Timestamp,
    Binary,
}

/// <summary>A declared attribute of identities.</summary>
/// <param name="Name">camelCase, letters and digits, at most 64 characters.</param>
/// <param name="Type">Type of each value.</param>
public sealed record AttributeDefinition(string Name, AttributeType Type)
{
    public bool MultiValued { get; init; }

    /// <summary>Never shown in audit, logs, errors or exports.</summary>
    public bool Secret { get; init; }

    /// <summary>Who counts where several records give it; null for the source with the lower precedence.</summary>
    public AttributeAuthority? Authority { get; init; }
}

/// <summary>The attributes that identities have. One per tenant.</summary>
/// <param name="Attributes">At most 200.</param>
public sealed record IdentitySchema(ImmutableArray<AttributeDefinition> Attributes);
