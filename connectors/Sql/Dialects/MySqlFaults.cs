using System.Text.RegularExpressions;
using MySqlConnector;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>What the errors of MySQL and MariaDB mean to the engine (MariaDB documentation, "MariaDB Error Codes").</summary>
/// <remarks>Of the server's own text only names of columns and constraints are repeated; the rest can hold values.</remarks>
internal static partial class MySqlFaults
{
    public const string InvalidCredentials = "INVALID_CREDENTIALS";

    public static ConnectorResult WhileOpening(MySqlException exception) =>
        exception.ErrorCode is MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.None
            ? Unavailable("UNREACHABLE", "The database cannot be reached.")
            : Explain(exception);

    public static ConnectorResult WhileReading(MySqlException exception) =>
        IsLost(exception) ? Unavailable("CONNECTION_LOST", "The connection was lost while reading.") : Explain(exception);

    /// <summary>A connection that ends without an answer may have ended after the commit.</summary>
    public static ConnectorResult WhileWriting(MySqlException exception) => IsLost(exception)
        ? ConnectorResult.Failed(ConnectorStatus.Unknown, "CONNECTION_LOST", "The connection was lost before the database answered.")
        : Explain(exception);

    private static ConnectorResult Explain(MySqlException e) => e.Number switch
    {
        1062 or 1586 => ConnectorResult.Failed(ConnectorStatus.Conflict, "UNIQUE_VIOLATION", $"Another row has this value already (key {NameAfterFor(e)})."),
        1048 or 1364 => Refused("REQUIRED_COLUMN", $"The column {FirstName(e)} must have a value. Map one."),
        4025 or 3819 => Refused("CHECK_VIOLATED", $"A value breaks the check {FirstName(e)}."),
        1216 or 1217 or 1451 or 1452 => Refused("REFERENCE_VIOLATED", $"A reference leads nowhere or is still needed (constraint {Constraint(e)})."),
        1044 or 1142 or 1143 or 1227 or 1370 => Refused("INSUFFICIENT_ACCESS", "The database user may not do this. Grant it the right."),
        1054 or 1146 or 1305 => Refused("SCHEMA_MISMATCH", "A table, column or procedure is no longer there. Correct the settings or the database."),
        1264 or 1265 or 1292 or 1366 or 1367 or 1406 or 1411 or 4078 => Refused("VALUE_INVALID", "A value does not fit the type or length of its column."),
        1644 => Refused("REFUSED_BY_DATABASE", "A trigger or procedure of the database says no (SIGNAL)."),
        1045 or 1698 => Unavailable(InvalidCredentials, "The database refused the sign-in. Correct the credentials."),
        1049 => Unavailable("DATABASE_NOT_FOUND", "The server has no such database."),
        1040 or 1203 or 1226 => ConnectorResult.Failed(ConnectorStatus.Throttled, "TOO_MANY_CONNECTIONS", "The server takes no more connections now."),
        1290 or 1792 or 1836 => Unavailable("READ_ONLY", "The server is read-only, as a replica is."),
        1205 or 1213 => Unavailable("CONTENTION", "Another transaction was in the way; nothing was changed."),
        1021 or 1037 or 1041 or 1053 or 1114 => Unavailable("SERVER_NOT_READY", $"The server cannot serve now (error {e.Number})."),
        _ => Refused("STATEMENT_REFUSED", $"The database refused the statement (error {e.Number})."),
    };

    // 1053 shutdown under way, 1317 interrupted, 1927 killed: the answer to what was sent is not known.
    private static bool IsLost(MySqlException e) => e.ErrorCode is MySqlErrorCode.None or MySqlErrorCode.CommandTimeoutExpired || e.Number is 1053 or 1317 or 1927;

    // "Duplicate entry 'value' for key 'name'": what follows the last "for key" is a name.
    private static string NameAfterFor(MySqlException e)
    {
        var start = e.Message.LastIndexOf(" for key ", StringComparison.Ordinal);
        return start < 0 ? "unknown" : e.Message[(start + " for key ".Length)..].Trim('\'', '`');
    }

    private static string FirstName(MySqlException e) => QuotedName().Match(e.Message) is { Success: true } match ? match.Groups[1].Value : "unknown";

    private static string Constraint(MySqlException e) => ConstraintName().Match(e.Message) is { Success: true } match ? match.Groups[1].Value : "unknown";

    [GeneratedRegex("['`]([^'`]+)['`]")]
    private static partial Regex QuotedName();

    [GeneratedRegex("CONSTRAINT `([^`]+)`")]
    private static partial Regex ConstraintName();

    private static ConnectorResult Refused(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Refused, reason, message);

    private static ConnectorResult Unavailable(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Unavailable, reason, message);
}
