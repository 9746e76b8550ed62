namespace Prov.Connectors.Outcomes;

/// <summary>The closed set of outcomes that the engine acts on.</summary>
public enum ConnectorStatus
{
    Done,

    /// <summary>The target says no for a reason that a person can act on; trying again soon is useless.</summary>
    Refused,

    /// <summary>The name or another unique value belongs to something else.</summary>
    Conflict,

    /// <summary>There is no such account.</summary>
    NotFound,

    /// <summary>Too many calls; see <see cref="ConnectorResult.RetryAfter"/>.</summary>
    Throttled,

    /// <summary>Not reached or not working; certainly nothing happened.</summary>
    Unavailable,

    /// <summary>It may or may not have happened.</summary>
    Unknown,

    /// <summary>
    /// The target will do it later; <see cref="ConnectorResult.Operation"/> is what to ask after, by
    /// <see cref="Capabilities.IOperationPoller"/>.
    /// </summary>
    Accepted,
}
