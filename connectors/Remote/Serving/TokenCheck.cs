using System.Security.Cryptography;
using System.Text;
using Grpc.Core;

namespace Prov.Connectors.Remote.Serving;

/// <summary>Refuses calls without the token.</summary>
internal static class TokenCheck
{
    /// <exception cref="RpcException">It is not the token.</exception>
    public static void Demand(ServerCallContext context, string token)
    {
        // Digests are of one length, so the comparison tells nothing by its time.
        var shown = Digest(context.RequestHeaders.GetValue("authorization") ?? "");
        if (!CryptographicOperations.FixedTimeEquals(shown, Digest("Bearer " + token)))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "The token is not the connector's."));
        }
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
