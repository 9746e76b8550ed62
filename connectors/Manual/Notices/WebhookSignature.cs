using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Prov.Connectors.Manual.Notices;

/// <summary>Proves to the receiver that a body comes from here and when it was sent.</summary>
internal static class WebhookSignature
{
    public const string Header = "Prov-Signature";

    /// <summary><c>t=SECONDS,v1=HEX</c>: HMAC-SHA256 (RFC 2104) under the shared secret over the seconds since 1970, a full stop and the body.</summary>
    public static string Of(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds), (byte)'.', .. body];
        var code = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return $"t={seconds},v1={Convert.ToHexStringLower(code)}";
    }
}
