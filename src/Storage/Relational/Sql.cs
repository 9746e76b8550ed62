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

    /// <summary>Runs a statement of a transaction.</summary>
    public static async Task<int> ExecuteAsync(
        DbTransaction transaction, string text, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(transaction, text, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads within a transaction.</summary>
    public static async Task<List<T>> AllAsync<T>(
        DbTransaction transaction, string text, Func<DbDataReader, T> read, CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(transaction, text, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static DbCommand Command(DbTransaction transaction, string text, (string Name, object? Value)[] parameters)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The text is one of our own statements; values are parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        return WithParameters(command, parameters);
    }

    private DbCommand Command(string text, (string Name, object? Value)[] parameters) => WithParameters(database.CreateCommand(text), parameters);

    private static DbCommand WithParameters(DbCommand command, (string Name, object? Value)[] parameters)
    {
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
