using Grpc.Core;
using Grpc.Core.Interceptors;
using Prov.Silo.Errors;
using Prov.V1;

namespace Prov.Silo.Security;

/// <summary>Lets a call through when its caller holds the permission that <see cref="PermissionTable"/> names for it.</summary>
internal sealed class PermissionInterceptor(SecurityOptions options) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Demand(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Demand(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Demand(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Demand(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Demand(ServerCallContext context)
    {
        var needed = PermissionTable.ByMethod.GetValueOrDefault(context.Method);
        if (needed == PermissionTable.Anyone)
        {
            return;
        }

        var principal = context.GetHttpContext().User;
        if (principal.Identity?.IsAuthenticated != true)
        {
            throw RpcErrors.Of(
                StatusCode.Unauthenticated, ErrorReason.Unauthenticated, "Send valid credentials: authorization: Bearer <token>, or a client certificate.");
        }

        var caller = Caller.From(principal, options.Roles);
        if (needed is null || (needed != PermissionTable.AnyCaller && !caller.Allowed.Contains(needed)))
        {
            throw RpcErrors.PermissionDenied(needed ?? "");
        }

        caller.PutInto(context);
    }
}
