using Npgsql;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>What PostgreSQL's errors mean to the engine (PostgreSQL documentation, appendix A: SQLSTATE codes).</summary>
/// <remarks>Never repeats the server's own detail text, which can hold values.</remarks>
internal static class PostgreSqlFaults
{
    public const string InvalidCredentials = "INVALID_CREDENTIALS";

    public static ConnectorResult WhileOpening(NpgsqlException exception) =>
        exception is PostgresException e ? Explain(e) : Unavailable("UNREACHABLE", "The database cannot be reached.");

    public static ConnectorResult WhileReading(NpgsqlException exception) =>
        exception is PostgresException e ? Explain(e) : Unavailable("CONNECTION_LOST", "The connection was lost while reading.");

    /// <summary>A connection that ends without an answer may have ended after the commit.</summary>
    public static ConnectorResult WhileWriting(NpgsqlException exception) =>
        exception is PostgresException e && !IsShutdown(e)
            ? Explain(e)
            : ConnectorResult.Failed(ConnectorStatus.Unknown, "CONNECTION_LOST", "The connection was lost before the database answered.");

    private static ConnectorResult Explain(PostgresException e) => e.SqlState switch
    {
        "23505" => ConnectorResult.Failed(ConnectorStatus.Conflict, "UNIQUE_VIOLATION", $"Another row has this value already (constraint {e.ConstraintName})."),
        "23502" => Refused("REQUIRED_COLUMN", $"The column {e.ColumnName} must have a value. Map one."),
        "23514" => Refused("CHECK_VIOLATED", $"A value breaks the check {e.ConstraintName} of {e.TableName}."),
        "23503" => Refused("REFERENCE_VIOLATED", $"A reference leads nowhere or is still needed (constraint {e.ConstraintName} of {e.TableName})."),
        "42501" => Refused("INSUFFICIENT_ACCESS", "The database user may not do this. Grant it the right."),
        "42703" or "42P01" or "42883" or "3F000" => Refused("SCHEMA_MISMATCH", "A table, column or procedure is no longer there. Correct the settings or the database."),
        "P0001" => Refused("REFUSED_BY_DATABASE", "A trigger or procedure of the database says no (RAISE)."),
        "28000" or "28P01" => Unavailable(InvalidCredentials, "The database refused the sign-in. Correct the credentials."),
        "3D000" => Unavailable("DATABASE_NOT_FOUND", "The server has no such database."),
        "53300" => ConnectorResult.Failed(ConnectorStatus.Throttled, "TOO_MANY_CONNECTIONS", "The server takes no more connections now."),
        "25006" => Unavailable("READ_ONLY", "The server is read-only, as a standby is."),
        "40001" or "40P01" or "55P03" => Unavailable("CONTENTION", "Another transaction was in the way; nothing was changed."),
        ['2', '2', ..] => Refused("VALUE_INVALID", "A value does not fit the type or length of its column."),
        ['2', '3', ..] => Refused("CONSTRAINT_VIOLATED", $"A constraint of {e.TableName} says no ({e.ConstraintName})."),
        ['0', '8', ..] or ['5', ..] => Unavailable("SERVER_NOT_READY", $"The server cannot serve now (SQLSTATE {e.SqlState})."),
        _ => Refused("STATEMENT_REFUSED", $"The database refused the statement (SQLSTATE {e.SqlState})."),
    };

    private static bool IsShutdown(PostgresException e) => e.SqlState is "57P01" or "57P02" or ['0', '8', ..];

    private static ConnectorResult Refused(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Refused, reason, message);

    private static ConnectorResult Unavailable(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Unavailable, reason, message);
}
