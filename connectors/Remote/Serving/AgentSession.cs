using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Serving;

/// <summary>One stream to one silo: its calls are run here, each on its own.</summary>
internal sealed class AgentSession(AgentMethods methods, IClientStreamWriter<Wire.ConnectRequest> to, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<long, Running> _running = new();

    // A stream takes one message at a time.
    private readonly SemaphoreSlim _writing = new(1, 1);

    public async Task RunAsync(IAsyncStreamReader<Wire.ConnectResponse> from, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (await from.MoveNext(cancellationToken))
            {
                Take(from.Current, ended.Token);
            }
        }
        finally
        {
            // Not waited for: a call that does not heed it must not keep the agent from dialling again.
            await ended.CancelAsync();
        }
    }

    public void Dispose() => _writing.Dispose();

    private void Take(Wire.ConnectResponse message, CancellationToken ended)
    {
        switch (message.RequestCase)
        {
            case Wire.ConnectResponse.RequestOneofCase.Begin:
                var running = new Running(message.Begin.Credit, ended);
                _running[message.Call] = running;
                _ = Task.Run(() => RunAsync(message.Call, message.Begin, running), CancellationToken.None);
                break;
            case Wire.ConnectResponse.RequestOneofCase.Cancel when _running.TryGetValue(message.Call, out var cancelled):
                cancelled.Give(r => r.Cancel.Cancel());
                break;
            case Wire.ConnectResponse.RequestOneofCase.Credit when message.Credit > 0 && _running.TryGetValue(message.Call, out var granted):
                granted.Give(r => r.Credit.Release(message.Credit));
                break;
        }
    }

    private async Task RunAsync(long id, Wire.Call call, Running running)
    {
        var end = await EndOfAsync(id, call, running);
        _running.TryRemove(id, out _);
        running.Dispose();
        try
        {
            await SendAsync(new() { Call = id, End = end });
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or ObjectDisposedException)
        {
            // The stream is gone, and with it whoever waited for the answer.
        }
    }

    private async Task<Wire.CallEnd> EndOfAsync(long id, Wire.Call call, Running running)
    {
        var token = running.Cancel.Token;
        var deadline = call.TimeLeft is { } left ? time.GetUtcNow().Add(left.ToTimeSpan()).UtcDateTime : DateTime.MaxValue;
        using var timer = call.TimeLeft is null
            ? null
            : time.CreateTimer(s => ((CancellationTokenSource)s!).Cancel(), running.Cancel, call.TimeLeft.ToTimeSpan(), Timeout.InfiniteTimeSpan);
        try
        {
            await methods.RunAsync(
                call.Method,
                call.Message,
                async message =>
                {
                    await running.Credit.WaitAsync(token);
                    await SendAsync(new() { Call = id, Message = message });
                },
                new AgentCallContext(call.Method, call.Token, deadline, token));
            return new();
        }
        catch (RpcException e)
        {
            return new() { Code = (int)e.StatusCode, Message = e.Status.Detail };
        }
        catch (OperationCanceledException)
        {
            return new() { Code = (int)StatusCode.Cancelled };
        }
        catch (InvalidProtocolBufferException)
        {
            return new() { Code = (int)StatusCode.InvalidArgument };
        }
#pragma warning disable CA1031 // Whatever a connector does must not end the stream for the other calls.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new() { Code = (int)StatusCode.Unknown };
        }
    }

    private async Task SendAsync(Wire.ConnectRequest message)
    {
        await _writing.WaitAsync();
        try
        {
            await to.WriteAsync(message);
        }
        finally
        {
            _writing.Release();
        }
    }

    private sealed class Running(int credit, CancellationToken ended) : IDisposable
    {
        public CancellationTokenSource Cancel { get; } = CancellationTokenSource.CreateLinkedTokenSource(ended);

        public SemaphoreSlim Credit { get; } = new(Math.Max(credit, 0));

        /// <summary>Does it unless the call has just ended.</summary>
        public void Give(Action<Running> what)
        {
            try
            {
                what(this);
            }
            catch (ObjectDisposedException)
            {
                // It is wanted no more.
            }
        }

        public void Dispose()
        {
            Cancel.Dispose();
            Credit.Dispose();
        }
    }
}
