using System.Collections.Immutable;
using Prov.Connectors.Outcomes;
using Prov.Domain.Identities;

namespace Prov.Connectors.Capabilities;

/// <summary>Tells which attributes accounts of the target can have.</summary>
public interface ISchemaReader
{
    /// <summary>The schema as the target has it now.</summary>
    Task<ConnectorResult<TargetSchema>> ReadSchemaAsync(CancellationToken cancellationToken);
}

/// <summary>The attributes of accounts; at most 10,000.</summary>
/// <param name="Attributes">By name, each once. Name, state, entitlements and place of an account are no attributes.</param>
public sealed record TargetSchema(ImmutableArray<TargetAttribute> Attributes);

/// <summary>An attribute as the target declares it.</summary>
/// <param name="Name">As mappings name it.</param>
/// <param name="Type">Type of each value; text where the target knows no better.</param>
public sealed record TargetAttribute(string Name, AttributeType Type)
{
    /// <summary>True when it can hold several values.</summary>
    public bool MultiValued { get; init; }

    /// <summary>True when an account cannot be created without it.</summary>
    public bool Required { get; init; }

    /// <summary>True when it can be read but not written.</summary>
    public bool ReadOnly { get; init; }
}
