using Microsoft.Data.Sqlite;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql.Outcomes;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>Opens connections to the database file; never makes the file.</summary>
internal sealed class SqliteSource(Func<string> connectionString, TimeSpan timeout)
{
    private string? _text;

    /// <exception cref="SqlFaultException">Cannot be opened: nothing has happened.</exception>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_text ??= Make());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new SqlFaultException(SqliteFaults.WhileOpening(e), e);
        }
    }

    public void Forget()
    {
        if (_text is not null)
        {
            using var connection = new SqliteConnection(_text);
            SqliteConnection.ClearPool(connection);
        }
    }

    private string Make()
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(connectionString()) { DefaultTimeout = Math.Max(1, (int)timeout.TotalSeconds) };
            builder.Mode = builder.Mode == SqliteOpenMode.ReadWriteCreate ? SqliteOpenMode.ReadWrite : builder.Mode;
            return builder.ConnectionString;
        }
        catch (InvalidOperationException)
        {
            throw new SqlFaultException(ConnectorResult.Failed(
                ConnectorStatus.Unavailable, "SECRET_NOT_FOUND", "The secret that connectionString refers to is not there. Provide it."));
        }
        catch (ArgumentException)
        {
            throw SqlFaultException.Refused("SETTING_MALFORMED", "connectionString has a key or value that SQLite connections do not know.");
        }
    }
}
