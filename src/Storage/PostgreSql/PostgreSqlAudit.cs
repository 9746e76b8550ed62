using Npgsql;
using NpgsqlTypes;
using Prov.Storage.Auditing;

namespace Prov.Storage.PostgreSql;

/// <summary>Writes the next batch of a chain, and the chain's new head, within the transaction of the changes that it tells of.</summary>
internal sealed class PostgreSqlAudit(NpgsqlTransaction transaction, DateTimeOffset now)
{
    private static readonly string _append =
        $"""
        with head as (
            insert into audit_chains (chain, opened_at, predecessor, predecessor_sequence, predecessor_hash, sequence, hash, signature)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (chain) do update set sequence = excluded.sequence, hash = excluded.hash, signature = excluded.signature
        ), batch as (
            insert into audit_batches (chain, sequence, hash, entries, at) values ($1, $6, $7, cardinality($9), $2) returning id
        )
        insert into audit_entries (position, at, tenant, subject, identity_id, action, actor, cause, details)
        select batch.id * {AuditPositions.PerBatch} + e.n - 1, e.at, e.tenant, e.subject, e.identity_id, e.action, e.actor, e.cause, e.details::json
        from batch, unnest($9, $10, $11, $12, $13, $14, $15, $16) with ordinality
            as e(at, tenant, subject, identity_id, action, actor, cause, details, n)
        """;

    /// <summary>The link by which the chain advances once it is durable; null when there was nothing to write.</summary>
    public async Task<AuditBatch?> AppendAsync(AuditChain chain, List<AuditLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        if (!chain.IsOpen)
        {
            chain.Open(await NewestHeadAsync(cancellationToken));
        }

        var link = chain.Next(lines);
        await using var command = new NpgsqlCommand(_append, transaction.Connection, transaction);
        Add(command, NpgsqlDbType.Uuid, link.ChainId);
        Add(command, NpgsqlDbType.TimestampTz, now.UtcDateTime);
        Add(command, NpgsqlDbType.Uuid, chain.Predecessor?.ChainId);
        Add(command, NpgsqlDbType.Bigint, chain.Predecessor?.Sequence);
        Add(command, NpgsqlDbType.Bytea, chain.Predecessor?.Hash.ToArray());
        Add(command, NpgsqlDbType.Bigint, link.Sequence);
        Add(command, NpgsqlDbType.Bytea, link.Hash);
        Add(command, NpgsqlDbType.Bytea, link.Signature);
        BatchColumns.AddAudit(command.Parameters, lines);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return link;
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });

    private async Task<AuditHead?> NewestHeadAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select chain, sequence, hash from audit_chains order by opened_at desc limit 1", transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetGuid(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), default)
            : null;
    }
}
