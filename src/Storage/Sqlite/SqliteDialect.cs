using System.Data.Common;
using Microsoft.Data.Sqlite;
using Prov.Storage.Relational;

namespace Prov.Storage.Sqlite;

/// <summary>SQLite has no type for instants: they are whole microseconds since 0001-01-01 UTC, which sort as numbers.</summary>
internal sealed class SqliteDialect : Dialect
{
    public override string SkipLocked => "";

    // The instant before is read first: what an update returns is what it wrote.
    public override string ClaimDueAccounts => """
        select desired, account, account_version, applied_generation, status, due_at, id, due_at from accounts
        where target = @target and due_priority = @priority and due_at <= @now order by due_at limit @limit;
        update accounts set due_at = @leased where (partition, id) in (
            select partition, id from accounts
            where target = @target and due_priority = @priority and due_at <= @now order by due_at limit @limit)
        """;

    public override string ScanSourceRecords => """
        select r.value ->> '$.key', r.value ->> '$.digest', r.value ->> '$.here'
        from identities i, json_each(i.source_records) r
        where i.tenant = @tenant and r.value ->> '$.source' = @source
        """;

    public override string KeyRows(string parameter) =>
        $"(select value ->> 'tenant' as tenant, value ->> 'key' as key, value ->> 'id' as id from json_each({parameter})) as r";

    public override string SituationRows(string parameter) =>
        $"""
        (select value ->> '$.key' as key, value ->> '$.name' as name, value ->> '$.situation' as situation, value ->> '$.action' as action,
            value ->> '$.accountId' as account_id, value ->> '$.digest' as digest, value -> '$.details' as details
            from json_each({parameter})) as r
        """;

    public override string HasOwnGrants => "instr(payload, '\"directGrants\":[{') + instr(payload, '\"removeAt\":')";

    public override string SomeAttributes(IReadOnlyList<string> parameters) => "attributes";

    public override string Places(string parameter) =>
        $"select value ->> '$.partition' as partition, value ->> '$.id' as id from json_each({parameter})";

    public override DbTransaction BeginReading(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    public override string ByCodePoint => "collate binary";

    public override string AttributeText(string parameter) =>
        $"(case when json_type(attributes, {PathTo(parameter)}) = 'text' then json_extract(attributes, {PathTo(parameter)}) end)";

    public override string AttributeExists(string parameter) => $"coalesce(json_type(attributes, {PathTo(parameter)}), 'null') <> 'null'";

    public override string JsonParameter(string parameter) => parameter;

    public static long Microseconds(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMicrosecond;

    public override object ToDatabase(DateTimeOffset? instant) => instant is { } at ? Microseconds(at) : DBNull.Value;

    public override object ToDatabase(Guid id) => id.ToString();

    public override DateTimeOffset ToInstant(DbDataReader reader, int ordinal) =>
        new(reader.GetInt64(ordinal) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    // Attribute names are letters, digits and underscores: none can end the quoted step of the path.
    private static string PathTo(string parameter) => $"('$.\"' || {parameter} || '\"')";
}
