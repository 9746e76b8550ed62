using System.Data.Common;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Statements;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>Reads a table's columns from the catalogue of MySQL or MariaDB.</summary>
internal static class MySqlCatalogueStatement
{
    public const char QuotationMark = '`';

    /// <summary>Longest entitlement that is compared, in characters.</summary>
    private const int LongestText = 1024;

    private static readonly SqlColumn _text = new("", "text", SqlKind.Text, IsArray: false);

    public static SqlStatement Of(MySqlDialect dialect, SqlName name, bool isMariaDb)
    {
        var statement = new SqlStatement(dialect);
        string Schema() => name.Schema is null ? "DATABASE()" : statement.Bind(_text, name.Schema);

        // To MariaDB, JSON is a text with a check. Schema and table are said again, because it opens every table for which they are not.
        var isJson = isMariaDb
            ? $"CONCAT('json_valid(`', REPLACE(c.column_name, '`', '``'), '`)') IN (SELECT k.check_clause FROM information_schema.check_constraints AS k"
                + $" WHERE k.constraint_schema = {Schema()} AND k.table_name = {statement.Bind(_text, name.Table)})"
            : "c.data_type = 'json'";
        statement.Text =
            $"SELECT c.column_name, c.data_type, c.column_type, c.character_set_name, c.collation_name, {isJson} FROM information_schema.columns AS c"
            + $" WHERE c.table_schema = {Schema()} AND c.table_name = {statement.Bind(_text, name.Table)}";
        return statement;
    }

    public static SqlColumn Read(DbDataReader row)
    {
        var (type, full) = (row.GetString(1), row.GetString(2));
        var kind = row.GetInt64(5) == 1 ? SqlKind.Json : Kind(type, full);

        // Of a text without its own length, so that a comparison cannot cut a long value off unseen.
        var comparable = row.IsDBNull(3) ? full : $"varchar({LongestText}) CHARACTER SET {row.GetString(3)} COLLATE {row.GetString(4)}";
        return new(row.GetString(0), comparable, kind, IsArray: false) { QuotationMark = QuotationMark };
    }

    private static SqlKind Kind(string type, string full) => type switch
    {
        _ when full is "tinyint(1)" or "bit(1)" => SqlKind.Boolean,
        "tinyint" or "smallint" or "mediumint" or "int" or "bigint" or "year" => SqlKind.Integer,
        "float" or "double" or "decimal" => SqlKind.Number,
        "datetime" or "timestamp" => SqlKind.Timestamp,
        "date" => SqlKind.Date,
        "binary" or "varbinary" or "tinyblob" or "blob" or "mediumblob" or "longblob" => SqlKind.Bytes,
        _ => SqlKind.Text,
    };
}
