using System.Data.Common;
using Prov.Storage.Relational;

namespace Prov.Storage.Sqlite;

/// <summary>SQLite has no type for instants: they are whole microseconds since 0001-01-01 UTC, which sort as numbers.</summary>
internal sealed class SqliteDialect : Dialect
{
    public override string SkipLocked => "";

    public override string ByCodePoint => "collate binary";

    public override string AttributeText(string parameter) =>
        $"(case when json_type(attributes, {PathTo(parameter)}) = 'text' then json_extract(attributes, {PathTo(parameter)}) end)";

    public override string AttributeExists(string parameter) => $"coalesce(json_type(attributes, {PathTo(parameter)}), 'null') <> 'null'";

    public override string JsonParameter(string parameter) => parameter;

    public static long Microseconds(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMicrosecond;

    public override object ToDatabase(DateTimeOffset? instant) => instant is { } at ? Microseconds(at) : DBNull.Value;

    public override DateTimeOffset ToInstant(DbDataReader reader, int ordinal) =>
        new(reader.GetInt64(ordinal) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    // Attribute names are letters, digits and underscores: none can end the quoted step of the path.
    private static string PathTo(string parameter) => $"('$.\"' || {parameter} || '\"')";
}
