namespace Prov.Storage.Queries;

/// <summary>An import of a feed.</summary>
/// <param name="Version">1 for the first save; each save counts one up.</param>
public sealed record ImportRow(string Tenant, string RunId, long Version)
{
    /// <summary>Name of the authoritative source; stays.</summary>
    public required string Source { get; init; }

    public required string State { get; init; }

    /// <summary>Stays; lists go by it.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>JSON, opaque to the store.</summary>
    public required string Progress { get; init; }
}
