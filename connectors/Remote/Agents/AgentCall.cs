using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;

namespace Prov.Connectors.Remote.Agents;

/// <summary>A call to an agent that is under way. It holds no more messages than its credit.</summary>
internal sealed class AgentCall(AgentConnection connection, long id, int credit) : IDisposable
{
    /// <summary>Messages that an agent may send before we have looked at the first.</summary>
    public const int StreamCredit = 4;

    private readonly Channel<ByteString> _messages = Channel.CreateUnbounded<ByteString>(new() { SingleReader = true });
    private int _credit = credit;
    private int _ended;

    public long Id => id;

    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>How it ended; meaningful when it has.</summary>
    public Status Status { get; private set; } = new(StatusCode.Unknown, "");

    /// <summary>The next message; null at an end that went well.</summary>
    /// <exception cref="RpcException">It ended otherwise.</exception>
    public async Task<ByteString?> NextAsync(CancellationToken cancellationToken)
    {
        if (await _messages.Reader.WaitToReadAsync(cancellationToken))
        {
            _messages.Reader.TryRead(out var message);
            Interlocked.Increment(ref _credit);
            return message;
        }

        return Status.StatusCode == StatusCode.OK ? null : throw new RpcException(Status);
    }

    /// <summary>Lets the agent send one message more, in the place of one that was read.</summary>
    public ValueTask GrantAsync(CancellationToken cancellationToken) =>
        HasEnded ? ValueTask.CompletedTask : connection.GrantAsync(this, cancellationToken);

    /// <summary>False when the agent had no credit for it.</summary>
    public bool TryTake(ByteString message) => Interlocked.Decrement(ref _credit) >= 0 && (_messages.Writer.TryWrite(message) || HasEnded);

    public void End(Status status)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            Status = status;
            _messages.Writer.TryComplete();
        }
    }

    public void Dispose() => connection.Leave(this);
}
