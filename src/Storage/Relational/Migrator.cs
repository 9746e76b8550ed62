using System.Data.Common;
using System.Globalization;
using System.Reflection;

namespace Prov.Storage.Relational;

/// <summary>
/// Applies numbered scripts once each, in order, all in one transaction that holds the schema's lock. A script only ever adds, so that an
/// older silo can go on while a newer one starts.
/// </summary>
internal static class Migrator
{
    public static async Task MigrateAsync(
        DbConnection connection, DbTransaction transaction, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection, transaction, "create table if not exists schema_migrations (number integer primary key, name text not null, applied_at text not null)", cancellationToken);
        var applied = await AppliedAsync(connection, transaction, cancellationToken);
        foreach (var (number, name, script) in Scripts(folder).Where(s => !applied.Contains(s.Number)))
        {
            await ExecuteAsync(connection, transaction, script, cancellationToken);
            await using var mark = Command(connection, transaction, "insert into schema_migrations (number, name, applied_at) values (@number, @name, @at)");
            Add(mark, "number", number);
            Add(mark, "name", name);
            Add(mark, "at", time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            await mark.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static IEnumerable<(int Number, string Name, string Script)> Scripts(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Prov.Storage.{folder}.Migrations.";
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var name = resource[prefix.Length..];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        }
    }

    private static async Task<HashSet<int>> AppliedAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var applied = new HashSet<int>();
        await using var command = Command(connection, transaction, "select number from schema_migrations");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetInt32(0));
        }

        return applied;
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string script, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, transaction, script);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The text is one of our own scripts.
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
