using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Outcomes;
using Prov.Connectors.Sql.Statements;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>PostgreSQL. Values travel as text and are cast to the column's declared type by the server.</summary>
internal sealed class PostgreSqlDialect(Func<string> connectionString, TimeSpan timeout, int concurrency) : ISqlDialect
{
    private readonly PostgreSqlSource _source = new(connectionString, timeout, concurrency);

    public async Task<SqlTable?> DescribeAsync(SqlName name, CancellationToken cancellationToken)
    {
        var statement = new PostgreSqlCatalogueStatement(this, name);
        var columns = ImmutableDictionary.CreateBuilder<string, SqlColumn>(StringComparer.Ordinal);
        await foreach (var column in ReadAsync(statement.Statement, PostgreSqlCatalogueStatement.Read, cancellationToken))
        {
            columns.Add(column.Name, column);
        }

        return columns.Count == 0 ? null : new(name, columns.ToImmutable());
    }

    public async Task<SqlName?> FindProcedureAsync(SqlName name, CancellationToken cancellationToken)
    {
        var text = new SqlColumn("", "text", SqlKind.Text, IsArray: false);
        var statement = new SqlStatement(this);
        var schema = name.Schema is null ? "pg_function_is_visible(p.oid)" : $"n.nspname = {statement.Bind(text, name.Schema)}";
        statement.Text = $"SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind = 'p' AND p.proname = {statement.Bind(text, name.Table)} AND {schema}";
        return await ReadAsync(statement, _ => true, cancellationToken).AnyAsync(cancellationToken) ? name : null;
    }

    public object ToParameter(SqlColumn column, Value value) => column switch
    {
        _ when value.IsNull || (value.Kind == ValueKind.List && value.Count == 0) => DBNull.Value,
        { IsArray: true } => ToParameter(value.AsValues().Select(v => ToText(column, v))),
        { Kind: SqlKind.Json } => JsonValue.Write(value),
        _ => SingleValue.Of(column, value) is { IsNull: false } single ? ToText(column, single) : DBNull.Value,
    };

    public object ToParameter(IEnumerable<string> texts) => texts.ToArray();

    public string Typed(SqlColumn column, string placeholder) =>
        column.IsArray ? $"{placeholder}::text[]::{column.Type}" : $"{placeholder}::text::{column.Type}";

    public string Rows(SqlColumn column, string placeholder) => $"(SELECT u.value::{column.Type} AS value FROM unnest({placeholder}::text[]) AS u(value))";

    public string Selected(SqlColumn column, string expression) => column switch
    {
        { IsMultiValued: true } => $"to_jsonb({expression})::text",
        { Kind: SqlKind.Text } => AsText(expression),
        { Kind: SqlKind.Integer } => $"{expression}::int8",
        { Kind: SqlKind.Number } => $"{expression}::float8",
        { Kind: SqlKind.Date } => $"{expression}::timestamp",
        _ => expression,
    };

    public Value Read(DbDataReader reader, int ordinal, SqlColumn column)
    {
        if (reader.IsDBNull(ordinal))
        {
            return Value.Null;
        }

        return column switch
        {
            { IsMultiValued: true } => JsonValue.Read(reader.GetString(ordinal), column.Kind),
            { Kind: SqlKind.Integer } => Value.From(reader.GetInt64(ordinal)),
            { Kind: SqlKind.Number } => Value.From(reader.GetDouble(ordinal)),
            { Kind: SqlKind.Boolean } => Value.From(reader.GetBoolean(ordinal)),
            { Kind: SqlKind.Bytes } => Value.From(ImmutableArray.Create(reader.GetFieldValue<byte[]>(ordinal))),
            { Kind: SqlKind.Timestamp or SqlKind.Date } => Value.From(AsUtc(reader.GetDateTime(ordinal))),
            _ => Value.From(reader.GetString(ordinal)),
        };
    }

    public string AsText(string expression) => $"{expression}::text";

    public string SecondsAgo(SqlColumn column, long seconds)
    {
        var now = column.Type == "timestamp without time zone" ? "clock_timestamp() AT TIME ZONE 'UTC'" : "clock_timestamp()";
        return string.Create(CultureInfo.InvariantCulture, $"({now} - interval '{seconds} seconds')");
    }

    public string AsJsonArray(string expression) => $"coalesce(json_agg({expression}::text), '[]')::text";

    public async Task<List<T>> WriteAsync<T>(IReadOnlyList<SqlStatement> statements, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenAsync(cancellationToken);
        try
        {
            // One batch without a transaction around it is one implicit transaction and one round trip.
            await using var batch = new NpgsqlBatch(connection);
            foreach (var statement in statements)
            {
                batch.BatchCommands.Add(ToCommand(statement));
            }

            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(row(reader));
                }
            }
            while (await reader.NextResultAsync(cancellationToken));

            return rows;
        }
        catch (NpgsqlException e)
        {
            throw new SqlFaultException(PostgreSqlFaults.WhileWriting(e), e);
        }
    }

    public async IAsyncEnumerable<T> ReadAsync<T>(
        SqlStatement statement, Func<DbDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { ToCommand(statement) } };
        await using var reader = await ReadingAsync(() => batch.ExecuteReaderAsync(cancellationToken));
        while (await ReadingAsync(() => reader.ReadAsync(cancellationToken)))
        {
            yield return row(reader);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task<T> ReadingAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (NpgsqlException e)
        {
            throw new SqlFaultException(PostgreSqlFaults.WhileReading(e), e);
        }
    }

    private static NpgsqlBatchCommand ToCommand(SqlStatement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        foreach (var value in statement.Parameters)
        {
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = value is string[]? NpgsqlDbType.Array | NpgsqlDbType.Text : NpgsqlDbType.Text });
        }

        return command;
    }

    private static string ToText(SqlColumn column, Value value) => column.Kind == SqlKind.Bytes
        ? "\\x" + Convert.ToHexString(value.Kind == ValueKind.Bytes ? value.AsBytes().AsSpan() : System.Text.Encoding.UTF8.GetBytes(value.ToString()))
        : value.ToString();

    // A timestamp without time zone is taken as UTC, as it is written.
    private static DateTimeOffset AsUtc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));
}
