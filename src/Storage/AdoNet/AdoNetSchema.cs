using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Prov.Storage.AdoNet;

/// <summary>
/// The tables of the actor runtime's stock ADO.NET providers, with statements of our own: a real primary key, so that of two first writes
/// one is refused. Applying them again is harmless.
/// </summary>
public static class AdoNetSchema
{
    public const string PostgreSqlInvariant = "Npgsql";

    /// <summary>The provider loads Microsoft.Data.Sqlite under this name.</summary>
    public const string SqliteInvariant = "System.Data.SQLite";

    // One silo of a starting cluster applies; the others wait for it.
    private const string WaitForOthers = "select pg_advisory_xact_lock(1347571542)";

    public static async Task ApplyAsync(string connectionString, StoreProvider provider, CancellationToken cancellationToken)
    {
        var postgres = provider == StoreProvider.PostgreSql;
        await using DbConnection connection = postgres ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (postgres)
        {
            await ExecuteAsync(connection, transaction, WaitForOthers, cancellationToken);
        }

        await ExecuteAsync(connection, transaction, await ScriptAsync(postgres ? "PostgreSql" : "Sqlite", cancellationToken), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<string> ScriptAsync(string name, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Prov.Storage.AdoNet.{name}.sql")!);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string text, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The text is one of our own scripts.
        command.CommandText = text;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
