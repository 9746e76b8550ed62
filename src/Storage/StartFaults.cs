using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Prov.Storage;

/// <summary>Why the database cannot be used when a silo starts, for the person who runs it. Messages hold nothing of the connection's settings.</summary>
public static class StartFaults
{
    // Operator intervention (a shutdown, a start, a recovery), too many connections, a database that has yet to be made.
    private static readonly string[] _passing = ["57", "53", "3D"];

    private static readonly string[] _accessDenied =
        [PostgresErrorCodes.InvalidPassword, PostgresErrorCodes.InvalidAuthorizationSpecification, PostgresErrorCodes.InsufficientPrivilege];

    /// <summary>The fault as a reason that an operator can act on; null for one that is not the database's.</summary>
    public static StoreException? Explain(Exception fault) => fault switch
    {
        StoreException known => known,
        PostgresException p => Explain(p),
        NpgsqlException or SocketException or TimeoutException =>
            new(StoreReasons.Unavailable, "PostgreSQL does not answer. Start it, or correct the host and port.", fault),
        SqliteException s => Explain(s),
        _ => null,
    };

    /// <summary>Whether it may pass without a person: then waiting makes sense.</summary>
    public static bool MayPass(StoreException fault) => fault.Reason == StoreReasons.Unavailable;

    private static StoreException Explain(PostgresException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.DiskFull => new(StoreReasons.Full, "The database's disk is full: make room, then start again.", fault),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            new(StoreReasons.ReadOnly, "The database takes no writes: is it a standby? Name the primary.", fault),
        var state when _accessDenied.Contains(state) =>
            new(StoreReasons.AccessDenied, $"PostgreSQL refuses the user (SQLSTATE {state}). Correct the user name, the password, or the user's rights.", fault),
        PostgresErrorCodes.InvalidCatalogName =>
            new(StoreReasons.Unavailable, "PostgreSQL answers, but the database does not exist. Create it, or correct its name.", fault),
        var state when _passing.Contains(state[..2]) || fault.IsTransient =>
            new(StoreReasons.Unavailable, $"PostgreSQL takes no connections for now (SQLSTATE {state}): it starts, stops, or has too many.", fault),
        var state => new(StoreReasons.SchemaRefused, $"PostgreSQL refuses the schema (SQLSTATE {state}). Its log says why.", fault),
    };

    private static StoreException Explain(SqliteException fault) => fault.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED =>
            new(StoreReasons.Unavailable, "Another process holds the database's file. One silo at a time can use it.", fault),
        SQLitePCL.raw.SQLITE_FULL => new(StoreReasons.Full, "The database's disk is full: make room, then start again.", fault),
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_CANTOPEN =>
            new(StoreReasons.AccessDenied, "The database's file cannot be opened for writing. Check its path and permissions.", fault),
        SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT =>
            new(StoreReasons.SchemaRefused, "The database's file is damaged, or is none of SQLite. Restore it from a copy.", fault),
        var code => new(StoreReasons.SchemaRefused, $"The database's file cannot be used (SQLite result code {code}).", fault),
    };
}
