using Microsoft.Data.Sqlite;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>What SQLite's errors mean to the engine (sqlite.org, "Result and Error Codes").</summary>
internal static class SqliteFaults
{
    private const string Failed = "constraint failed: ";

    public static ConnectorResult WhileOpening(SqliteException exception) => exception.SqliteErrorCode switch
    {
        5 or 6 => Unavailable("BUSY", "Another process holds the database."),
        14 => Unavailable("UNREACHABLE", "The database file cannot be opened. Check its path and rights."),
        11 or 26 => Unavailable("NOT_A_DATABASE", "The file is damaged or no SQLite database."),
        _ => WhileRunning(exception),
    };

    public static ConnectorResult WhileRunning(SqliteException e) => e.SqliteExtendedErrorCode switch
    {
        2067 or 1555 or 2579 => ConnectorResult.Failed(ConnectorStatus.Conflict, "UNIQUE_VIOLATION", $"Another row has this value already (column {Subject(e)})."),
        1299 => Refused("REQUIRED_COLUMN", $"The column {Subject(e)} must have a value. Map one."),
        275 => Refused("CHECK_VIOLATED", $"A value breaks the check {Subject(e)}."),
        787 or 1811 => Refused("REFERENCE_VIOLATED", "A reference leads nowhere or is still needed."),
        3091 or 20 => Refused("VALUE_INVALID", "A value does not fit the type of its column."),
        _ => ByFamily(e),
    };

    private static ConnectorResult ByFamily(SqliteException e) => e.SqliteErrorCode switch
    {
        1 => Refused("SCHEMA_MISMATCH", "A table or column is no longer there. Correct the settings or the database."),
        5 or 6 or 10 or 11 or 14 or 26 => Unavailable("SERVER_NOT_READY", $"The database cannot be used now (SQLite error {e.SqliteExtendedErrorCode})."),
        8 => Refused("READ_ONLY", "The database file may not be written. Correct its rights."),
        13 => Unavailable("DISK_FULL", "The disk of the database is full."),
        18 => Refused("VALUE_INVALID", "A value is larger than the database takes."),
        19 => Refused("CONSTRAINT_VIOLATED", $"A constraint says no ({Subject(e)})."),
        _ => Refused("STATEMENT_REFUSED", $"The database refused the statement (SQLite error {e.SqliteExtendedErrorCode})."),
    };

    // The text after the colon names columns or a check, never values.
    private static string Subject(SqliteException e)
    {
        var start = e.Message.IndexOf(Failed, StringComparison.Ordinal);
        return start < 0 ? "unknown" : e.Message[(start + Failed.Length)..].TrimEnd('.', '\'');
    }

    private static ConnectorResult Refused(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Refused, reason, message);

    private static ConnectorResult Unavailable(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Unavailable, reason, message);
}
