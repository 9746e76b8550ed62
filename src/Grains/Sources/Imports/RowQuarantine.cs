using System.Collections.Immutable;
using Prov.Domain;
using Prov.Grains.Contracts;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Sources.Imports;

/// <summary>Keeps a run's bad rows with their faults for a person to correct, in batches; without a store it keeps nothing.
/// Safe for use by several threads.</summary>
internal sealed class RowQuarantine(IProvStore? store, ImportStart start, string runId, TimeProvider time)
{
    private const int BatchRows = 500;

    private readonly Lock _gate = new();
    private ImmutableArray<QuarantinedRecord>.Builder _waiting = ImmutableArray.CreateBuilder<QuarantinedRecord>();
    private long _count;

    /// <param name="line">Line of the row.</param>
    /// <param name="sourceKey">Empty when it has none.</param>
    /// <param name="faults">Each as reason, colon, what is wrong.</param>
    /// <param name="content">What it was; null when it is too large to keep.</param>
    /// <param name="cancellationToken">Stops a write.</param>
    public Task AddAsync(
        long line, string sourceKey, IEnumerable<string> faults, QuarantinedContent? content, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_count++ >= Limits.QuarantinedRowsPerRunCount)
            {
                return Task.CompletedTask;
            }

            _waiting.Add(new QuarantinedRecord
            {
                Tenant = start.Tenant,
                RunId = runId,
                Source = start.Source,
                Line = line,
                SourceKey = sourceKey,
                Faults = [.. faults],
                Content = content,
                At = time.GetUtcNow(),
            });
            if (_waiting.Count < BatchRows)
            {
                return Task.CompletedTask;
            }
        }

        return FlushAsync(cancellationToken);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<QuarantinedRecord> batch;
        lock (_gate)
        {
            batch = _waiting.ToImmutable();
            _waiting = ImmutableArray.CreateBuilder<QuarantinedRecord>();
        }

        if (!batch.IsEmpty && store is not null)
        {
            await store.QuarantineAsync(batch, cancellationToken);
        }
    }
}
