using Grpc.Core;

namespace Prov.Connectors.Remote.Serving;

/// <summary>What a served connector says to calls that it cannot take.</summary>
internal static class Requests
{
    /// <exception cref="RpcException">The request cannot be.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, e.Message));
        }
    }

    public static RpcException Unimplemented() => new(new Status(StatusCode.Unimplemented, "The connector has no such capability."));
}
