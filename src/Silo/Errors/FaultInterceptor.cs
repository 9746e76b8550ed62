using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Prov.Silo.Errors;

/// <summary>Lets no exception out but those that callers are meant to see.</summary>
internal sealed partial class FaultInterceptor(ILogger<FaultInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception fault) when (IsOurs(fault, context))
        {
            throw Translate(fault, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception fault) when (IsOurs(fault, context))
        {
            throw Translate(fault, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception fault) when (IsOurs(fault, context))
        {
            throw Translate(fault, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception fault) when (IsOurs(fault, context))
        {
            throw Translate(fault, context);
        }
    }

    /// <summary>The answer to a fault; one without an answer of its own is logged under a new reference.</summary>
    public RpcException Translate(Exception fault, ServerCallContext context)
    {
        if (FaultTranslation.Translate(fault) is { } known)
        {
            return known;
        }

        var reference = Guid.NewGuid().ToString("N");
        LogInternal(context.Method, reference, fault);
        return FaultTranslation.Internal(reference);
    }

    // A call that its caller gave up has nobody to be told.
    private static bool IsOurs(Exception fault, ServerCallContext context) =>
        !(fault is OperationCanceledException or IOException && context.CancellationToken.IsCancellationRequested);

    [LoggerMessage(LogLevel.Error, "A call of {Method} failed, reference {Reference}")]
    private partial void LogInternal(string method, string reference, Exception fault);
}
