namespace Prov.Tests.Servers;

/// <summary>How a <see cref="PostgresServer"/> ends (PostgreSQL manual, "Shutting Down the Server").</summary>
public enum PostgresStop
{
    /// <summary>Waits until all clients have gone.</summary>
    Smart,

    /// <summary>Rolls back what runs, closes all connections and ends in order.</summary>
    Fast,

    /// <summary>Ends at once; the next start recovers from the log.</summary>
    Immediate,
}
