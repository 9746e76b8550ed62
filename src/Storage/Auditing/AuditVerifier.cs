using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Prov.Storage.Queries;
using Prov.Storage.Relational;

namespace Prov.Storage.Auditing;

/// <summary>Recomputes every chain and names what does not agree.</summary>
internal sealed class AuditVerifier(DbConnection connection, DbTransaction moment, RowReader rows, AuditSigner? signer)
{
    private readonly ImmutableArray<string>.Builder _breaks = ImmutableArray.CreateBuilder<string>();
    private long _batches;
    private long _entries;

    public async Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var chains = await ChainsAsync(cancellationToken);
        foreach (var chain in chains)
        {
            await VerifyChainAsync(chain, cancellationToken);
        }

        await FindStraysAsync(cancellationToken);
        return new(_batches, _entries, _breaks.ToImmutable()) { Heads = [.. chains.Select(c => c.Head)] };
    }

    private async Task VerifyChainAsync(StoredChain chain, CancellationToken cancellationToken)
    {
        var head = chain.Head;
        if (signer is not null && !signer.IsSigned(head))
        {
            Break(head, "its head is not signed by this installation's key");
        }

        if (chain.Predecessor is { } predecessor && !await ExistsAsync(predecessor, cancellationToken))
        {
            Break(head, $"the earlier chain {predecessor.ChainId} that it names is missing or altered at batch {predecessor.Sequence}");
        }

        var (sequence, hash) = (0L, AuditHash.Open(head.ChainId, chain.Predecessor));
        await foreach (var batch in BatchesAsync(head.ChainId, cancellationToken))
        {
            if (batch.Sequence != sequence + 1)
            {
                Break(head, $"batch {sequence + 1} is missing");
                return;
            }

            (sequence, hash) = (batch.Sequence, AuditHash.Batch(hash, head.ChainId, batch.Sequence, batch.Entries));
            if (!hash.AsSpan().SequenceEqual(batch.Hash))
            {
                Break(head, $"batch {sequence} is altered ({batch.Entries.Count} of {batch.EntryCount} entries are there)");
                return;
            }

            (_batches, _entries) = (_batches + 1, _entries + batch.Entries.Count);
        }

        if (sequence != head.Sequence || !hash.AsSpan().SequenceEqual(head.Hash.Span))
        {
            Break(head, $"it ends at batch {sequence}, its head is batch {head.Sequence}");
        }
    }

    private void Break(AuditHead head, string what) => _breaks.Add($"Chain {head.ChainId}: {what}.");

    private async Task<List<StoredChain>> ChainsAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select chain, sequence, hash, signature, predecessor, predecessor_sequence, predecessor_hash from audit_chains order by opened_at");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var chains = new List<StoredChain>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var signature = reader.IsDBNull(3) ? [] : reader.GetFieldValue<byte[]>(3);
            chains.Add(new(
                new AuditHead(reader.GetGuid(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), signature),
                reader.IsDBNull(4) ? null : new(reader.GetGuid(4), reader.GetInt64(5), reader.GetFieldValue<byte[]>(6), default)));
        }

        return chains;
    }

    private async Task<bool> ExistsAsync(AuditHead head, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select hash from audit_batches where chain = @chain and sequence = @sequence",
            ("chain", rows.Id(head.ChainId)),
            ("sequence", head.Sequence));
        return await command.ExecuteScalarAsync(cancellationToken) is byte[] hash && hash.AsSpan().SequenceEqual(head.Hash.Span);
    }

    private async IAsyncEnumerable<StoredBatch> BatchesAsync(Guid chain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            select e.*, b.sequence, b.hash, b.entries
            from audit_batches b left join (select {RowReader.AuditColumns} from audit_entries) e
                on e.position between b.id * {AuditPositions.PerBatch} and b.id * {AuditPositions.PerBatch} + {AuditPositions.PerBatch - 1}
            where b.chain = @chain order by b.sequence, e.position
            """,
            ("chain", rows.Id(chain)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        StoredBatch? batch = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (batch?.Sequence != reader.GetInt64(9))
            {
                if (batch is not null)
                {
                    yield return batch;
                }

                batch = new(reader.GetInt64(9), reader.GetFieldValue<byte[]>(10), reader.GetInt32(11), []);
            }

            if (!reader.IsDBNull(0))
            {
                batch.Entries.Add(AuditLine.CanonicalBytes(rows.Audit(reader).Entry));
            }
        }

        if (batch is not null)
        {
            yield return batch;
        }
    }

    private async Task FindStraysAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            select (select count(*) from audit_entries e
                    where not exists (select 1 from audit_batches b where b.id = e.position / {AuditPositions.PerBatch})),
                   (select count(*) from audit_batches b where not exists (select 1 from audit_chains c where c.chain = b.chain))
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt64(0) is > 0 and var strays)
        {
            _breaks.Add($"{strays} entries belong to no batch.");
        }

        if (reader.GetInt64(1) is > 0 and var orphans)
        {
            _breaks.Add($"{orphans} batches belong to no chain.");
        }
    }

    private DbCommand Command(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of constants; values are parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        (command.Transaction, command.CommandTimeout) = (moment, 0);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private sealed record StoredChain(AuditHead Head, AuditHead? Predecessor);

    private sealed record StoredBatch(long Sequence, byte[] Hash, int EntryCount, List<byte[]> Entries);
}
