namespace Prov.Tests.Servers;

/// <summary>What is to be in a server's certificate.</summary>
public sealed record ServerCertificate
{
    /// <summary>The host name that it names.</summary>
    public string Name { get; init; } = "localhost";

    /// <summary>The address that it names; null for none.</summary>
    public string? Address { get; init; } = "127.0.0.1";

    /// <summary>It has expired an hour ago.</summary>
    public bool IsExpired { get; init; }

    /// <summary>It is signed by itself and not by the authority.</summary>
    public bool IsSelfSigned { get; init; }
}
