namespace Prov.Tests.Servers;

/// <summary>How a <see cref="PostgresServer"/> runs.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// Whether a commit survives a crash of the server (fsync). Off is faster, and loses data on <see
    /// cref="PostgresServer.KillAsync"/>.
    /// </summary>
    public bool Durable { get; init; }

    /// <summary>The limit of connections.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>The shared buffers, in megabytes.</summary>
    public int SharedBuffersMegabytes { get; init; } = 64;

    /// <summary>Further server settings by name, which win over those above.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
