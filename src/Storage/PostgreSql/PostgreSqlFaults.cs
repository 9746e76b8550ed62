using Npgsql;
using Prov.Storage.Commits;

namespace Prov.Storage.PostgreSql;

/// <summary>Turns PostgreSQL's error codes into the store's reasons (PostgreSQL manual, appendix A).</summary>
internal sealed class PostgreSqlFaults : ICommitFaults
{
    // Data exception, constraint, cardinality, program limit (a value too long for an index).
    private static readonly string[] _dataClasses = ["21", "22", "23", "54"];

    /// <summary>Another silo wrote the same rows between our look and our write, or the two waited for each other.</summary>
    public bool IsRace(Exception fault) => fault is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
    };

    public StoreException Explain(Exception fault) => fault switch
    {
        StoreException known => known,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            new(StoreReasons.Full, "The database's disk is full: make room, then repeat. Nothing was written.", fault),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            new(StoreReasons.ReadOnly, "The database takes no writes: is it a standby? Nothing was written.", fault),
        PostgresException p when _dataClasses.Contains(p.SqlState[..2]) => Refused(fault),
        ArgumentException or InvalidCastException => Refused(fault),
        _ => new(StoreReasons.Unavailable, "The database does not answer or the connection was lost; the outcome is unknown.", fault),
    };

    private static StoreException Refused(Exception fault) =>
        new(StoreReasons.DataRefused, "The database refuses a value of this commit. Nothing was written.", fault);
}
