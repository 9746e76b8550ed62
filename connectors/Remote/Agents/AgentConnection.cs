using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Agents;

/// <summary>One stream of an agent: calls go out on it, answers come back, many at once.</summary>
internal sealed class AgentConnection(IServerStreamWriter<Wire.ConnectResponse> to)
{
    private const int MostWaiting = 256;
    private readonly ConcurrentDictionary<long, AgentCall> _calls = new();
    private readonly Channel<Wire.ConnectResponse> _outgoing = Channel.CreateBounded<Wire.ConnectResponse>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private long _last;

    /// <summary>Carries calls and answers until the stream ends; then every call that is under way fails.</summary>
    /// <exception cref="AgentMisbehavesException">The agent broke the protocol.</exception>
    public async Task RunAsync(IAsyncStreamReader<Wire.ConnectRequest> from, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync(ended.Token);
        try
        {
            var reading = ReadAsync(from, ended.Token);
            await await Task.WhenAny(reading, writing);
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            await ended.CancelAsync();
            await writing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            foreach (var call in _calls.Values)
            {
                call.End(new Status(StatusCode.Unavailable, "The agent's stream ended."));
            }
        }
    }

    /// <summary>Begins a call.</summary>
    /// <exception cref="RpcException">The stream has ended; nothing was sent.</exception>
    public async Task<AgentCall> BeginAsync(Wire.Call request, CancellationToken cancellationToken)
    {
        var call = new AgentCall(this, Interlocked.Increment(ref _last), request.Credit);
        _calls[call.Id] = call;
        try
        {
            await _outgoing.Writer.WriteAsync(new() { Call = call.Id, Begin = request }, cancellationToken);
            return call;
        }
        catch (ChannelClosedException)
        {
            _calls.TryRemove(call.Id, out _);
            throw new RpcException(new Status(StatusCode.Unavailable, "The agent's stream has ended.", new AgentAbsentException()));
        }
        catch (OperationCanceledException)
        {
            _calls.TryRemove(call.Id, out _);
            throw;
        }
    }

    /// <summary>Lets the agent send one message more.</summary>
    public ValueTask GrantAsync(AgentCall call, CancellationToken cancellationToken) =>
        _outgoing.Writer.WriteAsync(new() { Call = call.Id, Credit = 1 }, cancellationToken);

    /// <summary>Forgets a call, and tells the agent when it is still at it.</summary>
    public void Leave(AgentCall call)
    {
        if (_calls.TryRemove(call.Id, out _) && !call.HasEnded)
        {
            // One that finds no room is not missed: the agent has no credit left to send much.
            _outgoing.Writer.TryWrite(new() { Call = call.Id, Cancel = new() });
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<Wire.ConnectRequest> from, CancellationToken cancellationToken)
    {
        while (await from.MoveNext(cancellationToken))
        {
            var answer = from.Current;
            if (answer.Call <= 0 || answer.Call > Volatile.Read(ref _last))
            {
                throw new AgentMisbehavesException("The agent answers a call that was never made.");
            }

            // One that we have left may be answered for a while.
            if (_calls.TryGetValue(answer.Call, out var call))
            {
                Take(call, answer);
            }
        }
    }

    private static void Take(AgentCall call, Wire.ConnectRequest answer)
    {
        switch (answer.AnswerCase)
        {
            case Wire.ConnectRequest.AnswerOneofCase.Message when !call.TryTake(answer.Message):
                throw new AgentMisbehavesException("The agent sends more messages than a call's credit allows.");
            case Wire.ConnectRequest.AnswerOneofCase.Message:
                break;
            case Wire.ConnectRequest.AnswerOneofCase.End:
                call.End(new Status(Enum.IsDefined((StatusCode)answer.End.Code) ? (StatusCode)answer.End.Code : StatusCode.Unknown, ""));
                break;
            default:
                throw new AgentMisbehavesException("The agent sends an answer without content.");
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            await to.WriteAsync(message, cancellationToken);
        }
    }
}
