namespace Prov.Domain.WorkItems;

/// <summary>What a person is asked for.</summary>
public enum WorkItemKind
{
    /// <summary>Whom a record belongs to.</summary>
    Correlation,

    /// <summary>Two say different things with equal right: sources of one attribute, identities of one key.</summary>
    Collision,

    /// <summary>Data that cannot be worked with: a feed that fails its gate, a mapping that fails.</summary>
    DataQuality,

    /// <summary>Whether something may be.</summary>
    Approval,

    /// <summary>Something to be done by hand at a target.</summary>
    Manual,
}
