namespace Prov.Domain.Sources;

/// <summary>What a decision does with leaves.</summary>
public enum LeaveHandling
{
    /// <summary>The event takes effect; leaves that are held stay so.</summary>
    Apply,

    /// <summary>The event, which would take somebody away, is kept for a person to release.</summary>
    Hold,

    /// <summary>A person has released what is held of the source.</summary>
    Release,

    /// <summary>A person has found that what is held of the source is wrong.</summary>
    Drop,
}
