using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Prov.Storage.Auditing;

namespace Prov.Storage.Commits;

/// <summary>Writes one batch as one transaction and completes each of its commits; throws when the transaction failed as a whole.</summary>
internal delegate Task BatchWriter<TCommit>(IReadOnlyList<TCommit> batch, AuditChain chain, CancellationToken cancellationToken);

/// <summary>
/// A few lanes; a lane takes what is waiting, up to a size, and writes it as one transaction. There is no timer: at low load a commit
/// goes at once, at high load the batch is what arrived during the one before. The queue is bounded: when it is full, callers are told.
/// </summary>
internal sealed partial class GroupCommitter<TCommit> : IAsyncDisposable
    where TCommit : PreparedCommit
{
    private readonly BatchWriter<TCommit> _write;
    private readonly ICommitFaults _faults;
    private readonly AuditSigner? _signer;
    private readonly ILogger _logger;
    private readonly int _maxBatch;
    private readonly Channel<TCommit>[] _queues;
    private readonly Task[] _lanes;
    private readonly CancellationTokenSource _stopping = new();

    /// <param name="options">Sizes.</param>
    /// <param name="write">Writes one batch.</param>
    /// <param name="faults">Tells what a failed batch failed of.</param>
    /// <param name="signer">Signs the heads of the lanes' audit chains.</param>
    /// <param name="logger">For batches that fail.</param>
    public GroupCommitter(StoreOptions options, BatchWriter<TCommit> write, ICommitFaults faults, AuditSigner? signer, ILogger logger)
    {
        (_write, _faults, _signer, _logger, _maxBatch) = (write, faults, signer, logger, options.MaxBatch);
        var capacity = Math.Max(1, options.QueueLimit / options.Lanes);
        _queues =
        [
            .. Enumerable.Range(0, options.Lanes).Select(_ => Channel.CreateBounded<TCommit>(
                new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait })),
        ];
        _lanes = [.. _queues.Select(q => Task.Run(() => RunAsync(q.Reader)))];
    }

    /// <summary>Queues a commit and waits for its outcome. A caller that gives up waiting does not undo it.</summary>
    public Task<CommitResult> CommitAsync(TCommit commit, CancellationToken cancellationToken)
    {
        var lane = (uint)string.GetHashCode(commit.LaneKey, StringComparison.Ordinal) % (uint)_queues.Length;
        if (!_queues[lane].Writer.TryWrite(commit))
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            StoreMeter.Busy.Add(1);
            throw new StoreBusyException();
        }

        return commit.Completion.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues)
        {
            queue.Writer.TryComplete();
        }

        await Task.WhenAll(_lanes);
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(ChannelReader<TCommit> reader)
    {
        var chain = new AuditChain(_signer);
        var batch = new List<TCommit>(_maxBatch);
        var held = new Queue<TCommit>();
        var keys = new HashSet<(string, string)>();
        while (held.Count > 0 || await reader.WaitToReadAsync())
        {
            Fill(reader, batch, held, keys);
            await WriteAsync(batch, chain);
        }
    }

    /// <summary>Takes what is waiting; a commit that touches what is in the batch already waits for the next one, in order.</summary>
    private void Fill(ChannelReader<TCommit> reader, List<TCommit> batch, Queue<TCommit> held, HashSet<(string, string)> keys)
    {
        batch.Clear();
        keys.Clear();
        var entries = 0;
        for (var waiting = held.Count; waiting > 0; waiting--)
        {
            entries += Place(held.Dequeue(), batch, held, keys, entries);
        }

        while (batch.Count < _maxBatch && held.Count < _maxBatch && reader.TryRead(out var commit))
        {
            entries += Place(commit, batch, held, keys, entries);
        }
    }

    /// <summary>Answers how many audit entries the batch has more.</summary>
    private int Place(TCommit commit, List<TCommit> batch, Queue<TCommit> held, HashSet<(string, string)> keys, int entries)
    {
        var exclusive = commit.ExclusiveKeys;
        var free = !exclusive.Any(keys.Contains) && batch.Count < _maxBatch && entries + commit.Audit.Length <= AuditPositions.PerBatch;

        // Keys of a held commit are taken too: whoever comes later may not overtake it.
        keys.UnionWith(exclusive);
        if (free)
        {
            batch.Add(commit);
            return commit.Audit.Length;
        }

        held.Enqueue(commit);
        return 0;
    }

    private async Task WriteAsync(IReadOnlyList<TCommit> batch, AuditChain chain)
    {
        const int MaxTries = 4;
        var started = Stopwatch.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await _write(batch, chain, _stopping.Token);
                StoreMeter.Batch(batch.Count, Stopwatch.GetElapsedTime(started));
                return;
            }
            catch (Exception fault) when (_faults.IsRace(fault) && tries < MaxTries)
            {
                StoreMeter.Races.Add(1);
            }
#pragma warning disable CA1031 // Every waiting caller must get an answer, and the lane must live.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                chain.Close();
                await AfterFailureAsync(batch, chain, fault);
                return;
            }
        }
    }

    /// <summary>One bad commit must not take the others along: they are written one by one, unless the database itself is away.</summary>
    private async Task AfterFailureAsync(IReadOnlyList<TCommit> batch, AuditChain chain, Exception fault)
    {
        var explained = _faults.Explain(fault);
        LogBatchFailed(batch.Count, explained.Reason, fault.GetType().Name);
        if (batch.Count > 1 && (explained.Reason == StoreReasons.DataRefused || _faults.IsRace(fault)))
        {
            foreach (var commit in batch)
            {
                await WriteAsync([commit], chain);
            }

            return;
        }

        StoreMeter.Failed.Add(batch.Count);
        foreach (var commit in batch)
        {
            commit.Fail(explained);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A batch of {Count} commits failed: {Reason} ({Fault})")]
    private partial void LogBatchFailed(int count, string reason, string fault);
}
