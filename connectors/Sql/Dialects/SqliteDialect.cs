using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Outcomes;
using Prov.Connectors.Sql.Statements;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>SQLite. Its columns take any type, so the declared type decides how a value is kept.</summary>
internal sealed class SqliteDialect : ISqlDialect
{
    private readonly SqliteSource _source;
    private readonly SqliteWriter _writer;

    public SqliteDialect(Func<string> connectionString, TimeSpan timeout)
    {
        _source = new(connectionString, timeout);
        _writer = new(_source);
    }

    public async Task<SqlTable?> DescribeAsync(SqlName name, CancellationToken cancellationToken)
    {
        var statement = new SqlStatement(this);
        var text = new SqlColumn("", "TEXT", SqlKind.Text, IsArray: false);
        statement.Text = $"SELECT name, type FROM pragma_table_xinfo({statement.Bind(text, name.Table)}, {statement.Bind(text, name.Schema ?? "main")})";
        var columns = ImmutableDictionary.CreateBuilder<string, SqlColumn>(StringComparer.Ordinal);
        await foreach (var (column, type) in ReadAsync(statement, row => (row.GetString(0), row.GetString(1)), cancellationToken))
        {
            columns.Add(column, new(column, type, SqliteValue.Kind(type), IsArray: false));
        }

        return columns.Count == 0 ? null : new(name, columns.ToImmutable());
    }

    public Task<SqlName?> FindProcedureAsync(SqlName name, CancellationToken cancellationToken) => Task.FromResult<SqlName?>(null);

    public object ToParameter(SqlColumn column, Value value) => SqliteValue.Write(column, value);

    public object ToParameter(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);

    public string Typed(SqlColumn column, string placeholder) => placeholder;

    public string Rows(SqlColumn column, string placeholder) => $"(SELECT value FROM json_each({placeholder}))";

    public string Selected(SqlColumn column, string expression) => expression;

    public Value Read(DbDataReader reader, int ordinal, SqlColumn column) => SqliteValue.Read(reader.GetValue(ordinal), column.Kind);

    public string AsText(string expression) => $"CAST({expression} AS TEXT)";

    public string SecondsAgo(SqlColumn column, long seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '{-seconds} seconds')");

    public string AsJsonArray(string expression) => $"json_group_array(CAST({expression} AS TEXT))";

    public Task<List<T>> WriteAsync<T>(IReadOnlyList<SqlStatement> statements, Func<DbDataReader, T> row, CancellationToken cancellationToken) =>
        _writer.WriteAsync(new SqliteWrite<List<T>>((connection, transaction) => Run(statements, row, connection, transaction), cancellationToken), cancellationToken);

    public async IAsyncEnumerable<T> ReadAsync<T>(
        SqlStatement statement, Func<DbDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The driver blocks: keep that off the caller's thread.
        await Task.Yield();
        using var connection = _source.Open();
        using var command = ToCommand(statement, connection, null);
        using var reader = Reading(command.ExecuteReader);
        while (Reading(reader.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row(reader);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _source.Forget();
    }

    private static List<T> Run<T>(
        IReadOnlyList<SqlStatement> statements, Func<DbDataReader, T> row, SqliteConnection connection, SqliteTransaction transaction)
    {
        var rows = new List<T>();
        foreach (var statement in statements)
        {
            using var command = ToCommand(statement, connection, transaction);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }
        }

        return rows;
    }

    private static T Reading<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (SqliteException e)
        {
            throw new SqlFaultException(SqliteFaults.WhileRunning(e), e);
        }
    }

    private static SqliteCommand ToCommand(SqlStatement statement, SqliteConnection connection, SqliteTransaction? transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Identifiers come from the database's own catalogue, values are parameters.
        command.CommandText = statement.Text;
#pragma warning restore CA2100
        for (var i = 0; i < statement.Parameters.Count; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", statement.Parameters[i]);
        }

        return command;
    }
}
