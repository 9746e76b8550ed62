using Google.Protobuf;
using Grpc.Core;

namespace Prov.Connectors.Remote.Agents;

/// <summary>The answers of a streaming call to an agent. The agent is given credit as they are read.</summary>
internal sealed class AgentStreamReader<T>(
    Func<CancellationToken, Task<AgentCall>> begin, Func<ByteString, T> deserialize, CancellationToken callToken) : IAsyncStreamReader<T>, IDisposable
{
    private AgentCall? _call;
    private T? _current;

    public Status Status { get; private set; } = new(StatusCode.Unknown, "The call is under way.");

    public T Current => _current ?? throw new InvalidOperationException("There is no message.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(callToken, cancellationToken);
        try
        {
            var begun = _call is not null;
            _call ??= await begin(either.Token);
            if (begun && _current is not null)
            {
                await _call.GrantAsync(either.Token);
            }

            var message = await _call.NextAsync(either.Token);
            _current = message is null ? default : deserialize(message);
            Status = message is null ? Status.DefaultSuccess : Status;
            return message is not null;
        }
        catch (RpcException e)
        {
            Status = e.Status;
            throw;
        }
        catch (OperationCanceledException)
        {
            throw Failed(StatusCode.Cancelled);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Failed(StatusCode.Internal);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            throw Failed(StatusCode.Unavailable);
        }
    }

    public void Dispose() => _call?.Dispose();

    private RpcException Failed(StatusCode code) => new(Status = new Status(code, ""));
}
