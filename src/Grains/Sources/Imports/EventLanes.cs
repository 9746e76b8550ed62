using System.Threading.Channels;
using Prov.Grains.Contracts;

namespace Prov.Grains.Sources.Imports;

/// <summary>
/// Submits events with as many under way at once as there are lanes. Events of one key keep their order: they go by the same lane, and a
/// lane submits one at a time.
/// </summary>
internal sealed class EventLanes(IEventSubmitter submitter, int lanes, TimeProvider time)
{
    private const int MaxAttempts = 30;
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    /// <summary>Submits all; returns when each has been answered.</summary>
    /// <exception cref="SubmitFailedException">An event could not be committed in spite of retries.</exception>
    public async Task RunAsync(
        IEnumerable<PlannedEvent> events, Func<PlannedEvent, SubmitResult, CancellationToken, Task> answered, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channels = Enumerable.Range(0, lanes)
            .Select(_ => Channel.CreateBounded<PlannedEvent>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true })).ToArray();
        var workers = channels.Select(c => Task.Run(() => WorkAsync(c.Reader, answered, stop), CancellationToken.None)).ToArray();
        try
        {
            foreach (var planned in events)
            {
                await channels[planned.Key.Low % (ulong)lanes].Writer.WriteAsync(planned, stop.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A lane has failed; its fault is thrown below.
        }
        finally
        {
            Array.ForEach(channels, c => c.Writer.TryComplete());
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var failed = workers.FirstOrDefault(w => w.IsFaulted) ?? Array.Find(workers, w => w.IsCanceled);
        if (failed is not null)
        {
            await failed;
        }
    }

    private async Task WorkAsync(
        ChannelReader<PlannedEvent> lane, Func<PlannedEvent, SubmitResult, CancellationToken, Task> answered, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var planned in lane.ReadAllAsync(stop.Token))
            {
                await answered(planned, await SubmitAsync(planned, stop.Token), stop.Token);
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>A busy store or a lost answer is no outcome: the same event is submitted again, which is safe.</summary>
    private async Task<SubmitResult> SubmitAsync(PlannedEvent planned, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await submitter.SubmitAsync(planned.Event, cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception fault) when (attempt >= MaxAttempts)
            {
                throw new SubmitFailedException(fault);
            }
#pragma warning disable CA1031 // Whatever went wrong, the outcome is unknown and the event is due.
            catch (Exception)
#pragma warning restore CA1031
            {
                SourceMeter.Retries.Add(1);
            }

            await Task.Delay(Pause(attempt), time, cancellationToken);
        }
    }

    private static TimeSpan Pause(int attempt)
    {
        var pause = _firstPause * Math.Pow(2, Math.Min(attempt - 1, 10));
        return (pause < _longestPause ? pause : _longestPause) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}

/// <summary>An event could not be committed in spite of retries.</summary>
internal sealed class SubmitFailedException(Exception fault) : Exception("An event could not be committed.", fault);
