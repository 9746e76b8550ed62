using System.Collections.Concurrent;
using Grpc.Core;
using Prov.V1;

namespace Prov.Cluster.Tests.Load;

/// <summary>One bidirectional stream of events to one silo. Once broken it stays so.</summary>
internal sealed class SiloStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse> call;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<StreamEventsResponse>> open = new();
    private readonly SemaphoreSlim writing = new(1);
    private long last;
    private volatile RpcException? failure;

    public SiloStream(ChannelBase channel)
    {
        call = new LifecycleEventService.LifecycleEventServiceClient(channel).StreamEvents();
        _ = ReadAsync();
    }

    /// <summary>Whether another stream is needed.</summary>
    public bool IsBroken => failure is not null;

    /// <summary>Sends an event and waits for its answer.</summary>
    /// <exception cref="RpcException">The stream is broken.</exception>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public async Task<StreamEventsResponse> SubmitAsync(LifecycleEvent message, TimeSpan limit)
    {
        var id = Interlocked.Increment(ref last);
        var answer = new TaskCompletionSource<StreamEventsResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        open[id] = answer;
        try
        {
            await WriteAsync(new() { CorrelationId = id, Event = message }, limit);
            return await answer.Task.WaitAsync(limit);
        }
        finally
        {
            open.TryRemove(id, out _);
        }
    }

    public void Dispose() => call.Dispose();

    private async Task WriteAsync(StreamEventsRequest request, TimeSpan limit)
    {
        if (!await writing.WaitAsync(limit))
        {
            throw new TimeoutException("The stream takes no more events.");
        }

        try
        {
            await (failure is { } broken ? throw broken : call.RequestStream.WriteAsync(request)).WaitAsync(limit);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // The call or its connection had ended before the reading side noted it.
            throw new RpcException(new Status(StatusCode.Unavailable, "The stream has ended."));
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var answer in call.ResponseStream.ReadAllAsync())
            {
                if (open.TryGetValue(answer.CorrelationId, out var waiting))
                {
                    waiting.TrySetResult(answer);
                }
            }

            Break(new RpcException(new Status(StatusCode.Unavailable, "The server ended the stream.")));
        }
        catch (RpcException exception)
        {
            Break(exception);
        }
    }

    private void Break(RpcException exception)
    {
        failure = exception;
        foreach (var waiting in open.Values)
        {
            waiting.TrySetException(exception);
        }
    }
}
