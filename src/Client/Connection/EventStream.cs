using System.Collections.Concurrent;
using Grpc.Core;
using Prov.V1;

namespace Prov.Client.Connection;

/// <summary>
/// Submits events through one bidirectional stream. Each submission completes after the server's commit; many can be under way at once.
/// After a failure of the stream every open submission fails, and may be repeated on a new stream: event ids make repeats harmless.
/// </summary>
public sealed class EventStream : IAsyncDisposable
{
    private readonly AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse> _call;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<StreamEventsResponse>> _open = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _room;
    private readonly Task _reading;
    private Exception? _failure;
    private long _last;

    /// <param name="events">The service.</param>
    /// <param name="maxUnderWay">Submissions without an answer at once; more wait. 1 to 10000.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public EventStream(LifecycleEventService.LifecycleEventServiceClient events, int maxUnderWay = 256, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxUnderWay, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxUnderWay, 10_000);
        _room = new(maxUnderWay, maxUnderWay);
        _call = events.StreamEvents(cancellationToken: cancellation);
        _reading = ReadAsync();
    }

    /// <summary>Submits one event; the answer holds a receipt, or the error of this event alone.</summary>
    /// <exception cref="RpcException">The stream has failed; whether the event was accepted is not known.</exception>
    public async Task<StreamEventsResponse> SubmitAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellation = default)
    {
        await _room.WaitAsync(cancellation);
        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<StreamEventsResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = answer;
        try
        {
            await WriteAsync(new() { CorrelationId = id, Event = lifecycleEvent }, cancellation);
            return await answer.Task.WaitAsync(cancellation);
        }
        finally
        {
            _open.TryRemove(id, out _);
            _room.Release();
        }
    }

    /// <summary>Says that no more events come, and waits for the answers under way.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The stream has failed already; whoever waited for an answer knows.
        }

        await _reading;
        _call.Dispose();
        _writing.Dispose();
        _room.Dispose();
    }

    private async Task WriteAsync(StreamEventsRequest request, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            if (_failure is { } failure)
            {
                throw failure;
            }

            await _call.RequestStream.WriteAsync(request, cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var answer in _call.ResponseStream.ReadAllAsync())
            {
                if (_open.TryGetValue(answer.CorrelationId, out var waiting))
                {
                    waiting.TrySetResult(answer);
                }
            }

            Fail(new RpcException(new Status(StatusCode.Unavailable, "The server ended the stream.")));
        }
        catch (RpcException exception)
        {
            Fail(exception);
        }
    }

    private void Fail(RpcException exception)
    {
        _failure = exception;
        foreach (var waiting in _open.Values)
        {
            waiting.TrySetException(exception);
        }
    }
}
