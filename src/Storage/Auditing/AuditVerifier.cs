using System.Collections.Immutable;
using Prov.Storage.Queries;
using Prov.Storage.Relational;

namespace Prov.Storage.Auditing;

/// <summary>Walks every chain from its first batch and recomputes each hash from what the rows now say.</summary>
internal sealed class AuditVerifier(Sql sql, RowReader rows)
{
    private readonly ImmutableArray<string>.Builder _breaks = ImmutableArray.CreateBuilder<string>();
    private readonly HashSet<Guid> _broken = [];

    public async Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var batches = sql.StreamAsync(
            "select chain, sequence, previous_hash, hash, entries from audit_batches order by chain, sequence",
            r => new Batch(Guid.Parse(r.GetValue(0).ToString()!), r.GetInt64(1), r.GetFieldValue<byte[]>(2), r.GetFieldValue<byte[]>(3), r.GetInt64(4)),
            [],
            cancellationToken);
        await using var entries = sql.StreamAsync(
            $"select {RowReader.AuditColumns}, chain, sequence from audit_entries order by chain, sequence, ordinal",
            r => new Entry(rows.Audit(r), r.GetString(8), Guid.Parse(r.GetValue(9).ToString()!), r.GetInt64(10)),
            [],
            cancellationToken).GetAsyncEnumerator(cancellationToken);

        var (batchCount, entryCount) = (0L, 0L);
        var more = await entries.MoveNextAsync();
        Batch? last = null;
        await foreach (var batch in batches)
        {
            batchCount++;
            var hashes = new List<byte[]>();
            while (more && entries.Current.Chain == batch.Chain && entries.Current.Sequence == batch.Sequence)
            {
                hashes.Add(PreparedAuditEntry.Digest(entries.Current.Row.Entry, entries.Current.Details));
                entryCount++;
                more = await entries.MoveNextAsync();
            }

            Check(batch, last, hashes);
            last = batch;
        }

        if (more)
        {
            _breaks.Add($"chain {entries.Current.Chain} batch {entries.Current.Sequence}: an entry belongs to no batch");
        }

        return new AuditVerification(batchCount, entryCount, _breaks.ToImmutable());
    }

    private void Check(Batch batch, Batch? last, List<byte[]> hashes)
    {
        var first = last is null || last.Chain != batch.Chain;
        var fault =
            first && batch.Sequence != 1 ? "the chain's beginning is missing"
            : !first && batch.Sequence != last!.Sequence + 1 ? "a batch before it is missing"
            : !batch.Previous.AsSpan().SequenceEqual(first ? new byte[32] : last!.Hash) ? "it does not follow the batch before it"
            : hashes.Count != batch.Entries ? $"{batch.Entries} entries were written, {hashes.Count} are there"
            : !batch.Hash.AsSpan().SequenceEqual(AuditChain.Hash(batch.Previous, batch.Chain, batch.Sequence, hashes)) ? "an entry was altered"
            : null;
        if (fault is not null && _broken.Add(batch.Chain))
        {
            _breaks.Add($"chain {batch.Chain} batch {batch.Sequence}: {fault}");
        }
    }

    private sealed record Batch(Guid Chain, long Sequence, byte[] Previous, byte[] Hash, long Entries);

    private sealed record Entry(AuditRow Row, string Details, Guid Chain, long Sequence);
}
