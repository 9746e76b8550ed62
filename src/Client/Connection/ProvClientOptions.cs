namespace Prov.Client.Connection;

/// <summary>How to reach a Prov server.</summary>
public sealed record ProvClientOptions
{
    /// <summary>Address of the gRPC endpoint. Plain http is taken for loopback only. Default <c>http://127.0.0.1:5380</c>.</summary>
    public Uri Server { get; init; } = new("http://127.0.0.1:5380");

    /// <summary>Bearer token; null for calls that need none.</summary>
    public string? Token { get; init; }

    /// <summary>Given to each unary call that has no deadline of its own. Default 30 s. Streams have none.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries of a call that finds the server unavailable, the first included; 1 to 5. Default 4.</summary>
    public int MaxAttempts { get; init; } = 4;
}
