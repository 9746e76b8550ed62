using System.Collections.Immutable;
using System.Globalization;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Outcomes;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>How values travel to and from MySQL and MariaDB.</summary>
internal static class MySqlValue
{
    private const string Instant = "yyyy-MM-dd HH:mm:ss.ffffff";

    public static object Write(SqlColumn column, Value value)
    {
        if (column.Kind == SqlKind.Json)
        {
            return value.IsNull || (value.Kind == ValueKind.List && value.Count == 0) ? DBNull.Value : JsonValue.Write(value);
        }

        var single = SingleValue.Of(column, value);
        return (single.Kind, column.Kind) switch
        {
            (ValueKind.Null, _) => DBNull.Value,
            (ValueKind.Bytes, SqlKind.Bytes) => single.AsBytes().ToArray(),
            (ValueKind.Timestamp, SqlKind.Timestamp) => single.AsTimestamp().UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture),
            (ValueKind.Timestamp, SqlKind.Date) => single.AsTimestamp().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            (_, SqlKind.Boolean) => ToFlag(column, single.ToString()),
            (ValueKind.Boolean, SqlKind.Integer or SqlKind.Number) => single.AsBoolean() ? 1L : 0L,

            // Text that is compared with a number is compared as a double, which mixes up large keys.
            (_, SqlKind.Integer) => long.TryParse(single.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole
                : single.ToString(),
            _ => single.ToString(),
        };
    }

    public static Value Read(object stored, SqlKind kind) => (stored, kind) switch
    {
        (DBNull, _) => Value.Null,
        (string json, SqlKind.Json) => JsonValue.Read(json, kind),
        (string text, SqlKind.Timestamp or SqlKind.Date) when Rfc3339.TryParse(text, out var instant) => Value.From(instant),
        (string text, _) => Value.From(text),
        (byte[] bytes, _) => Value.From(ImmutableArray.Create(bytes)),
        (_, SqlKind.Boolean) => Value.From(Convert.ToInt64(stored, CultureInfo.InvariantCulture) != 0),
        (ulong large and > long.MaxValue, SqlKind.Integer) => Value.From(large.ToString(CultureInfo.InvariantCulture)),
        (_, SqlKind.Integer) => Value.From(Convert.ToInt64(stored, CultureInfo.InvariantCulture)),
        (_, SqlKind.Number) => Value.From(Convert.ToDouble(stored, CultureInfo.InvariantCulture)),
        _ => Value.From(Convert.ToString(stored, CultureInfo.InvariantCulture)),
    };

    private static object ToFlag(SqlColumn column, string text) => text switch
    {
        "true" or "1" => 1L,
        "false" or "0" => 0L,
        _ => throw SqlFaultException.Refused("VALUE_INVALID", $"The column {column.Name} takes true or false."),
    };
}
