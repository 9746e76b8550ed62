using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Prov.Silo.Tests.Fixture;

/// <summary>Makes any call of the API with an empty request.</summary>
internal static class AnyCall
{
    private static readonly Marshaller<byte[]> _bytes = Marshallers.Create(b => b, b => b);

    /// <summary>Waits for the answer, or for the first of a stream.</summary>
    public static async Task MakeAsync(CallInvoker calls, MethodDescriptor descriptor)
    {
        var options = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20));
        switch (descriptor.IsClientStreaming, descriptor.IsServerStreaming)
        {
            case (false, false):
                await calls.AsyncUnaryCall(Method(descriptor, MethodType.Unary), null, options, []);
                break;
            case (false, true):
                using (var call = calls.AsyncServerStreamingCall(Method(descriptor, MethodType.ServerStreaming), null, options, []))
                {
                    await call.ResponseStream.MoveNext();
                }

                break;
            case (true, false):
                using (var call = calls.AsyncClientStreamingCall(Method(descriptor, MethodType.ClientStreaming), null, options))
                {
                    await call;
                }

                break;
            default:
                using (var call = calls.AsyncDuplexStreamingCall(Method(descriptor, MethodType.DuplexStreaming), null, options))
                {
                    await call.ResponseStream.MoveNext();
                }

                break;
        }
    }

    private static Method<byte[], byte[]> Method(MethodDescriptor descriptor, MethodType type) =>
        new(type, descriptor.Service.FullName, descriptor.Name, _bytes, _bytes);
}
