using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MySqlConnector;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Outcomes;
using Prov.Connectors.Sql.Statements;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>MySQL and MariaDB. Statements are prepared by the server, so that values never become part of their text.</summary>
internal sealed class MySqlDialect(Func<string> connectionString, TimeSpan timeout, int concurrency) : ISqlDialect
{
    private readonly MySqlSource _source = new(connectionString, timeout, concurrency);

    // An UPDATE gives no rows; the driver counts those that it found.
    public string GivingRows => "";

    public async Task<SqlTable?> DescribeAsync(SqlName name, CancellationToken cancellationToken)
    {
        var isMariaDb = await _source.IsMariaDbAsync(cancellationToken);
        var statement = MySqlCatalogueStatement.Of(this, name, isMariaDb);
        var columns = ImmutableDictionary.CreateBuilder<string, SqlColumn>(StringComparer.Ordinal);
        await foreach (var column in ReadAsync(statement, MySqlCatalogueStatement.Read, cancellationToken))
        {
            columns.Add(column.Name, column);
        }

        return columns.Count == 0 ? null : new(name with { QuotationMark = MySqlCatalogueStatement.QuotationMark }, columns.ToImmutable());
    }

    public async Task<SqlName?> FindProcedureAsync(SqlName name, CancellationToken cancellationToken)
    {
        var text = new SqlColumn("", "text", SqlKind.Text, IsArray: false);
        var statement = new SqlStatement(this);
        var schema = name.Schema is null ? "DATABASE()" : statement.Bind(text, name.Schema);
        statement.Text =
            $"SELECT 1 FROM information_schema.routines WHERE routine_type = 'PROCEDURE' AND routine_schema = {schema} AND routine_name = {statement.Bind(text, name.Table)}";
        return await ReadAsync(statement, _ => true, cancellationToken).AnyAsync(cancellationToken)
            ? name with { QuotationMark = MySqlCatalogueStatement.QuotationMark }
            : null;
    }

    public string Placeholder(int number) => $"@p{number}";

    // IGNORE would hide other faults too. An assignment of what is there already changes nothing.
    public string UnlessThere(SqlColumn column) => $" ON DUPLICATE KEY UPDATE {column.Quoted} = VALUES({column.Quoted})";

    public object ToParameter(SqlColumn column, Value value) => MySqlValue.Write(column, value);

    public object ToParameter(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);

    public string Typed(SqlColumn column, string placeholder) => placeholder;

    public string Rows(SqlColumn column, string placeholder) =>
        $"(SELECT j.value FROM JSON_TABLE({placeholder}, '$[*]' COLUMNS (value {column.Type} PATH '$' ERROR ON ERROR)) AS j)";

    public string Selected(SqlColumn column, string expression) => column.Kind switch
    {
        // As text, because a date that is none (0000-00-00) must not break the whole stream.
        SqlKind.Timestamp => $"DATE_FORMAT({expression}, '%Y-%m-%dT%H:%i:%s.%fZ')",
        SqlKind.Date => $"DATE_FORMAT({expression}, '%Y-%m-%dT00:00:00Z')",
        SqlKind.Text => AsText(expression),
        _ => expression,
    };

    public Value Read(DbDataReader reader, int ordinal, SqlColumn column) => MySqlValue.Read(reader.GetValue(ordinal), column.Kind);

    public string AsText(string expression) => $"CAST({expression} AS CHAR)";

    public string SecondsAgo(SqlColumn column, long seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"(UTC_TIMESTAMP(6) - INTERVAL {seconds} SECOND)");

    public string AsJsonArray(string expression) => $"COALESCE(JSON_ARRAYAGG(CAST({expression} AS CHAR)), '[]')";

    public async Task<List<T>> WriteAsync<T>(IReadOnlyList<SqlStatement> statements, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await RunAsync(statements, (_, reader) => rows.Add(row(reader)), _ => { }, cancellationToken);
        return rows;
    }

    public async Task<bool> ChangeAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        var found = false;
        await RunAsync(statements, (s, _) => found |= s.FindsAccount, s => found |= s.FindsAccount, cancellationToken);
        return found;
    }

    public async IAsyncEnumerable<T> ReadAsync<T>(
        SqlStatement statement, Func<DbDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenAsync(cancellationToken);
        await using var command = ToCommand(statement, connection, null);
        await using var reader = await ReadingAsync(() => ExecuteAsync(command, cancellationToken));
        while (await ReadingAsync(() => reader.ReadAsync(cancellationToken)))
        {
            yield return row(reader);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task RunAsync(
        IReadOnlyList<SqlStatement> statements,
        Action<SqlStatement, DbDataReader> onRow,
        Action<SqlStatement> onTouched,
        CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenAsync(cancellationToken);
        try
        {
            // A single statement is a transaction of its own, and one round trip.
            await using var transaction = statements.Count > 1 ? await connection.BeginTransactionAsync(cancellationToken) : null;
            foreach (var statement in statements)
            {
                await using var command = ToCommand(statement, connection, transaction);
                await using var reader = await ExecuteAsync(command, cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    onRow(statement, reader);
                }

                if (reader.RecordsAffected > 0)
                {
                    onTouched(statement);
                }
            }

            await (transaction?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (MySqlException e)
        {
            throw new SqlFaultException(MySqlFaults.WhileWriting(e), e);
        }
    }

    private static async Task<T> ReadingAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (MySqlException e)
        {
            throw new SqlFaultException(MySqlFaults.WhileReading(e), e);
        }
    }

    // Prepared once for each connection; from then on one round trip.
    private static async Task<MySqlDataReader> ExecuteAsync(MySqlCommand command, CancellationToken cancellationToken)
    {
        await command.PrepareAsync(cancellationToken);
        return await command.ExecuteReaderAsync(cancellationToken);
    }

    private static MySqlCommand ToCommand(SqlStatement statement, MySqlConnection connection, MySqlTransaction? transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Identifiers come from the database's own catalogue, values are parameters.
        command.CommandText = statement.Text;
#pragma warning restore CA2100
        for (var i = 0; i < statement.Parameters.Count; i++)
        {
            command.Parameters.AddWithValue($"@p{i + 1}", statement.Parameters[i]);
        }

        return command;
    }
}
