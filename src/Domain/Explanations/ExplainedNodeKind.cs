namespace Prov.Domain.Explanations;

/// <summary>What a node of an explanation tells of.</summary>
public enum ExplainedNodeKind
{
    /// <summary>Where the identity stands, by what its sources say.</summary>
    Identity,

    /// <summary>A record of an authoritative source.</summary>
    SourceRecord,

    /// <summary>A merged attribute of the identity.</summary>
    Attribute,

    /// <summary>A mapping of a source or target.</summary>
    Mapping,

    /// <summary>A policy.</summary>
    Policy,

    /// <summary>A role on the way from a policy.</summary>
    Role,

    /// <summary>The condition of a policy, role or mapping.</summary>
    Condition,

    /// <summary>An account, a right or a role that is held or not.</summary>
    Grant,

    /// <summary>An account as it should be.</summary>
    Account,

    /// <summary>An attribute at a target.</summary>
    AccountAttribute,

    /// <summary>What was last done at the target, and what it said.</summary>
    Operation,

    /// <summary>A grant by name, beside what policies give.</summary>
    DirectGrant,
}
