using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Prov.Connectors.Ldap.Sessions;

/// <summary>Which servers are trusted: those whose certificate names the host and comes from a trusted authority (RFC 4513, 3.1.3).</summary>
internal static class LdapTrust
{
    /// <exception cref="AuthenticationException">The file of authorities cannot be read.</exception>
    public static SslClientAuthenticationOptions Options(LdapSettings settings) => new()
    {
        TargetHost = settings.Host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = settings.CaFile is { } file ? Policy(file) : null,
    };

    private static X509ChainPolicy Policy(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new AuthenticationException("The file of authorities cannot be read.", e);
        }

        return policy;
    }
}
