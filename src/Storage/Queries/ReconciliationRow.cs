namespace Prov.Storage.Queries;

/// <summary>A run of reconciliation.</summary>
/// <param name="Version">1 for the first save; each save counts one up.</param>
public sealed record ReconciliationRow(string Tenant, string RunId, long Version)
{
    /// <summary>Name of the target; stays.</summary>
    public required string Target { get; init; }

    public required string State { get; init; }

    /// <summary>Stays; lists go by it.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>JSON, opaque to the store.</summary>
    public required string Progress { get; init; }
}

/// <summary>A list of runs of reconciliation, newest first.</summary>
public sealed record ReconciliationQuery(string Tenant, int PageSize, string PageToken)
{
    public string? Target { get; init; }
}
