namespace Prov.Storage;

public enum StoreProvider
{
    /// <summary>One file, one process: the embedded default.</summary>
    Sqlite,

    /// <summary>For clusters.</summary>
    PostgreSql,
}

/// <summary>How the store is reached and how it batches.</summary>
public sealed class StoreOptions
{
    public StoreProvider Provider { get; set; } = StoreProvider.Sqlite;

    /// <summary>The provider's own connection string.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// How long a starting silo waits for a database that does not answer, before it ends with exit code 3. Zero to one hour; default one
    /// minute, zero for a single attempt. An attempt that is under way is finished.
    /// </summary>
    public TimeSpan StartWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Transactions under way at once for each kind of commit. Default one for each four processors: fewer lanes make larger batches, more of
    /// them keep more of the database's processors at work. SQLite always has 1.
    /// </summary>
    public int Lanes { get; set; } = Math.Max(1, Environment.ProcessorCount / 4);

    /// <summary>
    /// Connections of one silo's store to PostgreSQL at most; calls beyond wait for one. Default 24. The actor runtime takes up to 8 more;
    /// all silos together must stay below the server's max_connections, or a silo that was lost cannot start again.
    /// </summary>
    public int MaxConnections { get; set; } = 24;

    /// <summary>Commits that may wait before callers are turned away. Default 16384.</summary>
    public int QueueLimit { get; set; } = 16384;

    /// <summary>Commits in one transaction at most. Default 512.</summary>
    public int MaxBatch { get; set; } = 512;

    /// <summary>Size in MiB beyond which the SQLite file does not grow: commits then fail as on a full disk. Null for no limit.</summary>
    public int? MaxFileMegabytes { get; set; }

    /// <summary>Key (PKCS #8, PEM, NIST P-256) that signs the heads of audit chains; null leaves them unsigned.</summary>
    public string? AuditSigningKeyPem { get; set; }
}
