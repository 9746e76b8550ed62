using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Wire = Prov.Connector.V1;
using Status = Grpc.Core.Status;

namespace Prov.Connectors.Remote.Agents;

/// <summary>Makes gRPC calls over the stream of an agent, so that whoever calls need not know of it.</summary>
internal sealed class AgentCallInvoker(AgentConnections agents, string name, TimeProvider time) : CallInvoker
{
    private const string Bearer = "Bearer ";
    private static readonly Task<Metadata> _noHeaders = Task.FromResult(Metadata.Empty);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var ended = new AgentCallEnd();
        var response = ended.WatchAsync(CallAsync(method, options, request));
        return new AsyncUnaryCall<TResponse>(response, _noHeaders, () => ended.Status, () => Metadata.Empty, () => { });
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var reader = new AgentStreamReader<TResponse>(
            token => BeginAsync(method, options, request, AgentCall.StreamCredit, token), bytes => Marshalling.Read(method.ResponseMarshaller, bytes), options.CancellationToken);
        return new AsyncServerStreamingCall<TResponse>(reader, _noHeaders, () => reader.Status, () => Metadata.Empty, reader.Dispose);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Unused();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Unused();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Unused();

    private static InvalidOperationException Unused() => new("The connector contract has no such calls.");

    private async Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        using var timer = TimeLeft(options) is { } left
            ? time.CreateTimer(s => ((CancellationTokenSource)s!).Cancel(), limit, left, Timeout.InfiniteTimeSpan)
            : null;
        try
        {
            // One message and no more.
            using var call = await BeginAsync(method, options, request, credit: 1, limit.Token);
            var message = await call.NextAsync(limit.Token);
            return message is not null && await call.NextAsync(limit.Token) is null
                ? Marshalling.Read(method.ResponseMarshaller, message)
                : throw new RpcException(new Status(StatusCode.Internal, "The agent gave no answer, or several."));
        }
        catch (OperationCanceledException)
        {
            var code = options.CancellationToken.IsCancellationRequested ? StatusCode.Cancelled : StatusCode.DeadlineExceeded;
            throw new RpcException(new Status(code, ""));
        }
        catch (InvalidProtocolBufferException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The agent's answer is no message."));
        }
    }

    private async Task<AgentCall> BeginAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, int credit, CancellationToken cancellationToken)
        where TRequest : class
        where TResponse : class
    {
        var connection = agents.Find(name) ?? throw new RpcException(new Status(StatusCode.Unavailable, "", new AgentAbsentException()));
        var call = new Wire.Call
        {
            Method = method.FullName,
            Message = Marshalling.Write(method.RequestMarshaller, request),
            Credit = credit,
            Token = options.Headers?.GetValue("authorization") is { } header ? header[Bearer.Length..] : "",
            TimeLeft = TimeLeft(options) is { } left ? Duration.FromTimeSpan(left) : null,
        };
        return await connection.BeginAsync(call, cancellationToken);
    }

    private TimeSpan? TimeLeft(CallOptions options) =>
        options.Deadline is { } deadline ? TimeSpan.FromTicks(Math.Max(0, (deadline - time.GetUtcNow().UtcDateTime).Ticks)) : null;
}
