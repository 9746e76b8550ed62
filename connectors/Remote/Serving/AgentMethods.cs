using Google.Protobuf;
using Grpc.Core;
using Prov.Connectors.Remote.Agents;

namespace Prov.Connectors.Remote.Serving;

/// <summary>The methods of gRPC services by full name, to be called without a gRPC server.</summary>
internal sealed class AgentMethods : ServiceBinderBase
{
    private readonly Dictionary<string, Func<ByteString, Func<ByteString, Task>, ServerCallContext, Task>> _byName = new(StringComparer.Ordinal);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        _byName[method.FullName] = async (request, send, context) =>
            await send(Bytes(method, await handler!(Marshalling.Read(method.RequestMarshaller, request), context)));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        _byName[method.FullName] = (request, send, context) =>
            handler!(Marshalling.Read(method.RequestMarshaller, request), new Writer<TResponse>(message => send(Bytes(method, message))), context);

    /// <summary>Runs one call to its end.</summary>
    /// <exception cref="RpcException">The call failed, or there is no such method.</exception>
    public Task RunAsync(string method, ByteString request, Func<ByteString, Task> send, ServerCallContext context) => _byName.TryGetValue(method, out var run)
        ? run(request, send, context)
        : throw new RpcException(new Status(StatusCode.Unimplemented, "There is no such method."));

    private static ByteString Bytes<TRequest, TResponse>(Method<TRequest, TResponse> method, TResponse message)
        where TRequest : class
        where TResponse : class => Marshalling.Write(method.ResponseMarshaller, message);

    private sealed class Writer<T>(Func<T, Task> send) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message) => send(message);

        public Task WriteAsync(T message, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return send(message);
        }
    }
}
