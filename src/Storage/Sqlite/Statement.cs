using Microsoft.Data.Sqlite;

namespace Prov.Storage.Sqlite;

/// <summary>A prepared statement of the writer's connection, used again and again.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string text, params ReadOnlySpan<string> parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = text;
        foreach (var name in parameters)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = "@" + name });
        }
    }

    /// <summary>Runs it in the transaction with values in the order of its parameters; answers how many rows changed.</summary>
    public int Execute(SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        Bind(transaction, values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it and reads the first row; default when there is none.</summary>
    public T? First<T>(SqliteTransaction transaction, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        Bind(transaction, values);
        using var reader = _command.ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(SqliteTransaction transaction, ReadOnlySpan<object?> values)
    {
        _command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
