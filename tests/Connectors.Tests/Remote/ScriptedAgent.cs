using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Prov.Connector.V1;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Remote;

/// <summary>An agent that answers as a test says.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> _stream;
    private readonly Task _answering;

    private ScriptedAgent(AgentFront front, Func<ScriptedAgent, ConnectResponse, Task> answer)
    {
        _channel = GrpcChannel.ForAddress(front.Address);
        _stream = new ConnectorAgentService.ConnectorAgentServiceClient(_channel).Connect();
        _answering = AnswerAsync(answer);
    }

    /// <summary>How often a call was taken back.</summary>
    public int Cancelled { get; private set; }

    /// <summary>Methods that were called.</summary>
    public List<string> Called { get; } = [];

    /// <summary>Dials, and waits until the front knows of it.</summary>
    public static async Task<ScriptedAgent> DialAsync(AgentFront front, Func<ScriptedAgent, ConnectResponse, Task> answer)
    {
        var before = front.Agents.Find(AgentFront.AgentName);
        var agent = new ScriptedAgent(front, answer);
        await Deadline.UntilAsync(
            () => !ReferenceEquals(front.Agents.Find(AgentFront.AgentName), before), TimeSpan.FromSeconds(30), "the front knows of the agent");

        return agent;
    }

    public Task SendAsync(long call, IMessage message) => _stream.RequestStream.WriteAsync(new() { Call = call, Message = message.ToByteString() });

    public Task EndAsync(long call, StatusCode code = StatusCode.OK) => _stream.RequestStream.WriteAsync(new() { Call = call, End = new() { Code = (int)code } });

    public void HangUp() => _stream.Dispose();

    public async ValueTask DisposeAsync()
    {
        HangUp();
        await _answering;
        _channel.Dispose();
    }

    private async Task AnswerAsync(Func<ScriptedAgent, ConnectResponse, Task> answer)
    {
        try
        {
            while (await _stream.ResponseStream.MoveNext(CancellationToken.None))
            {
                var message = _stream.ResponseStream.Current;
                Cancelled += message.RequestCase == ConnectResponse.RequestOneofCase.Cancel ? 1 : 0;
                if (message.RequestCase == ConnectResponse.RequestOneofCase.Begin)
                {
                    Called.Add(message.Begin.Method.Split('/')[^1]);
                    await answer(this, message);
                }
            }
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or ObjectDisposedException)
        {
            // The stream has ended.
        }
    }
}
