using System.Data.Common;
using Prov.Storage.Relational;

namespace Prov.Storage.PostgreSql;

internal sealed class PostgreSqlDialect : Dialect
{
    public override string SkipLocked => "for update skip locked";

    public override string ByCodePoint => "collate \"C\"";

    public override string AttributeText(string parameter) =>
        $"(case when jsonb_typeof(attributes -> {parameter}) = 'string' then attributes ->> {parameter} end)";

    public override string AttributeExists(string parameter) => $"(attributes ->> {parameter}) is not null";

    public override string JsonParameter(string parameter) => $"{parameter}::json";

    public override object ToDatabase(DateTimeOffset? instant) => instant is { } at ? at.UtcDateTime : DBNull.Value;

    public override DateTimeOffset ToInstant(DbDataReader reader, int ordinal) =>
        new(DateTime.SpecifyKind(reader.GetDateTime(ordinal), DateTimeKind.Utc));
}
