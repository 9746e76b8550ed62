using System.Threading.Channels;

namespace Prov.Connectors.Batching;

/// <summary>
/// One writer for a target that takes one writer at a time: it takes what waits, up to a size, and writes it at once. A lone item
/// is written at once, too: there is no timer.
/// </summary>
/// <typeparam name="T">One waiting write.</typeparam>
public sealed class BatchQueue<T> : IAsyncDisposable
    where T : IBatchItem
{
    private readonly Channel<T> _waiting;
    private readonly Task _loop;
    private readonly int _batchSize;
    private readonly Action<IReadOnlyList<T>> _write;

    /// <param name="capacity">Most items that wait; more are held back at the caller.</param>
    /// <param name="batchSize">Most items of one batch.</param>
    /// <param name="write">Writes a batch and answers every item; runs on one thread at a time and may block.</param>
    public BatchQueue(int capacity, int batchSize, Action<IReadOnlyList<T>> write)
    {
        _batchSize = batchSize;
        _write = write;
        _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Puts an item in line; the item itself says when it is written.</summary>
    public ValueTask AddAsync(T item, CancellationToken cancellationToken) => _waiting.Writer.WriteAsync(item, cancellationToken);

    /// <summary>Writes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<T>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < _batchSize && _waiting.Reader.TryRead(out var item))
            {
                batch.Add(item);
            }

            Write(batch);
        }
    }

    private void Write(List<T> batch)
    {
        try
        {
            _write(batch);
        }
#pragma warning disable CA1031 // Whatever fails is the answer of those who wait; the loop serves the next ones.
        catch (Exception e)
#pragma warning restore CA1031
        {
            batch.ForEach(item => item.Fail(e));
        }
    }
}
