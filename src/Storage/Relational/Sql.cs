using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Prov.Storage.Relational;

/// <summary>Runs statements with named parameters; text never holds a value.</summary>
internal sealed class Sql(DbDataSource database)
{
    public async Task<int> ExecuteAsync(string text, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(text, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<T?> OneAsync<T>(
        string text, Func<DbDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await foreach (var row in StreamAsync(text, read, parameters, cancellationToken))
        {
            return row;
        }

        return default;
    }

    public async Task<List<T>> AllAsync<T>(
        string text, Func<DbDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        var rows = new List<T>();
        await foreach (var row in StreamAsync(text, read, parameters, cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    public async IAsyncEnumerable<T> StreamAsync<T>(
        string text,
        Func<DbDataReader, T> read,
        (string Name, object? Value)[] parameters,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command(text, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return read(reader);
        }
    }

    private DbCommand Command(string text, (string Name, object? Value)[] parameters)
    {
        var command = database.CreateCommand(text);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
