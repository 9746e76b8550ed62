using System.Data.Common;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Statements;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>Reads a table's columns from PostgreSQL's catalogue.</summary>
internal sealed class PostgreSqlCatalogueStatement
{
    private static readonly SqlColumn _text = new("", "text", SqlKind.Text, IsArray: false);

    public PostgreSqlCatalogueStatement(PostgreSqlDialect dialect, SqlName name)
    {
        Statement = new(dialect);
        var table = Statement.Bind(_text, name.Table);
        var schema = name.Schema is null ? "pg_table_is_visible(c.oid)" : $"n.nspname = {Statement.Bind(_text, name.Schema)}";

        // Modifier -1 gives the type without its length, so that a cast cannot cut a long value off unseen.
        Statement.Text = $"""
            SELECT a.attname::text, format_type(a.atttypid, -1), t.typcategory = 'A', coalesce(e.typname, b.typname, t.typname)::text
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
            LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname = {table} AND {schema}
            """;
    }

    public SqlStatement Statement { get; }

    public static SqlColumn Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), Kind(row.GetString(3)), row.GetBoolean(2));

    private static SqlKind Kind(string type) => type switch
    {
        "int2" or "int4" or "int8" => SqlKind.Integer,
        "float4" or "float8" or "numeric" => SqlKind.Number,
        "bool" => SqlKind.Boolean,
        "timestamp" or "timestamptz" => SqlKind.Timestamp,
        "date" => SqlKind.Date,
        "bytea" => SqlKind.Bytes,
        "json" or "jsonb" => SqlKind.Json,
        _ => SqlKind.Text,
    };
}
