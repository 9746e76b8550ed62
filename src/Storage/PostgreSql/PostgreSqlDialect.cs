using System.Data;
using System.Data.Common;
using Prov.Storage.Relational;

namespace Prov.Storage.PostgreSql;

internal sealed class PostgreSqlDialect : Dialect
{
    public override string SkipLocked => "for update skip locked";

    public override string ClaimDueAccounts => """
        with due as materialized (
            select partition, id, due_at as was_due from accounts
            where target = @target and due_priority = @priority and due_at <= @now
            order by due_at limit @limit for update skip locked)
        update accounts a set due_at = @leased from due where a.partition = due.partition and a.id = due.id
        returning a.desired, a.account, a.account_version, a.applied_generation, a.status, a.due_at, a.id, due.was_due
        """;

    public override string ScanSourceRecords => """
        select r.value ->> 'key', r.value ->> 'digest', (r.value ->> 'here')::boolean
        from identities i cross join lateral json_array_elements(i.source_records) as r(value)
        where i.tenant = @tenant and r.value ->> 'source' = @source
        """;

    public override string KeyRows(string parameter) => $"json_to_recordset({parameter}::json) as r(tenant text, key text, id text)";

    public override string SituationRows(string parameter) =>
        $"""
        (select key, name, situation, action, "accountId" as account_id, digest, details from json_to_recordset({parameter}::json)
            as j(key text, name text, situation text, action text, "accountId" text, digest text, details json)) as r
        """;

    public override string HasOwnGrants =>
        "position('\"directGrants\":[{' in payload::text) + position('\"removeAt\":' in payload::text)";

    // To pick a few is far cheaper than to write all of them out, to send them and to read over them.
    public override string SomeAttributes(IReadOnlyList<string> parameters) =>
        $"json_build_object({string.Join(", ", parameters.Select(p => $"{p}::text, attributes -> {p}::text"))})";

    public override string Places(string parameter) =>
        $"select partition, id from json_to_recordset({parameter}::json) as p(partition smallint, id text)";

    public override DbTransaction BeginReading(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    public override string ByCodePoint => "collate \"C\"";

    public override string AttributeText(string parameter) =>
        $"(case when jsonb_typeof(attributes -> {parameter}) = 'string' then attributes ->> {parameter} end)";

    public override string AttributeExists(string parameter) => $"(attributes ->> {parameter}) is not null";

    public override string JsonParameter(string parameter) => $"{parameter}::json";

    public override object ToDatabase(DateTimeOffset? instant) => instant is { } at ? at.UtcDateTime : DBNull.Value;

    public override object ToDatabase(Guid id) => id;

    public override DateTimeOffset ToInstant(DbDataReader reader, int ordinal) =>
        new(DateTime.SpecifyKind(reader.GetDateTime(ordinal), DateTimeKind.Utc));
}
