using System.Collections.Immutable;
using System.Globalization;
using Prov.Connectors.Sql.Catalogue;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>How values are kept in SQLite's storage classes, by the column's declared type.</summary>
internal static class SqliteValue
{
    /// <summary>Order matters: DATETIME holds DATE, POINT holds INT (sqlite.org, "Datatypes In SQLite", 3.1).</summary>
    private static readonly (string Part, SqlKind Kind)[] _kinds =
    [
        ("JSON", SqlKind.Json), ("BOOL", SqlKind.Boolean), ("DATETIME", SqlKind.Timestamp), ("TIMESTAMP", SqlKind.Timestamp), ("DATE", SqlKind.Date),
        ("INT", SqlKind.Integer), ("BLOB", SqlKind.Bytes), ("REAL", SqlKind.Number), ("FLOA", SqlKind.Number), ("DOUB", SqlKind.Number),
        ("NUM", SqlKind.Number), ("DEC", SqlKind.Number),
    ];

    public static SqlKind Kind(string declaredType) =>
        _kinds.Where(k => declaredType.Contains(k.Part, StringComparison.OrdinalIgnoreCase)).Select(k => k.Kind).FirstOrDefault(SqlKind.Text);

    public static object Write(SqlColumn column, Value value)
    {
        if (column.Kind == SqlKind.Json)
        {
            return value.IsNull || (value.Kind == ValueKind.List && value.Count == 0) ? DBNull.Value : JsonValue.Write(value);
        }

        var single = SingleValue.Of(column, value);
        return single.Kind switch
        {
            ValueKind.Null => DBNull.Value,
            ValueKind.Boolean when column.Kind is SqlKind.Boolean or SqlKind.Integer or SqlKind.Number => single.AsBoolean() ? 1L : 0L,
            ValueKind.Integer => single.AsInteger(),
            ValueKind.Double => single.AsDouble(),
            ValueKind.Bytes when column.Kind == SqlKind.Bytes => single.AsBytes().ToArray(),
            ValueKind.Timestamp when column.Kind == SqlKind.Date => single.AsTimestamp().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ValueKind.String when column.Kind == SqlKind.Boolean && bool.TryParse(single.AsString(), out var flag) => flag ? 1L : 0L,
            _ => single.ToString(),
        };
    }

    public static Value Read(object stored, SqlKind kind) => (stored, kind) switch
    {
        (DBNull, _) => Value.Null,
        (string text, SqlKind.Json) => JsonValue.Read(text, kind),
        (string text, SqlKind.Timestamp or SqlKind.Date) when Rfc3339.TryParse(text, out var instant) => Value.From(instant),
        (string text, _) => Value.From(text),
        (long whole, SqlKind.Boolean) => Value.From(whole != 0),
        (long whole, _) => Value.From(whole),
        (double number, _) => Value.From(number),
        (byte[] bytes, _) => Value.From(ImmutableArray.Create(bytes)),
        _ => Value.From(Convert.ToString(stored, CultureInfo.InvariantCulture)),
    };
}
