using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Exchange;

/// <summary>Which servers are trusted, and how Prov proves itself to them.</summary>
internal static class HttpTrust
{
    /// <exception cref="HttpFaultException">The file of authorities cannot be read.</exception>
    public static SslClientAuthenticationOptions Options(HttpSettings settings, ISecretResolver secrets)
    {
        var options = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = settings.CaFile is { } file ? Policy(file) : null,
        };
        if (settings is { ClientCertificateFile: { } certificate, ClientKey: { } key })
        {
            // Asked for each new connection, so that a renewed certificate is taken without a restart.
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => Own(certificate, secrets.Resolve(key));
        }

        return options;
    }

    private static X509ChainPolicy Policy(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw HttpFaultException.Of(ConnectorStatus.Unavailable, "CA_FILE_UNREADABLE", "The file of authorities cannot be read. Correct caFile.", e);
        }

        return policy;
    }

    private static X509Certificate2 Own(string file, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(file), key);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new AuthenticationException("Prov's own certificate or its key cannot be read.", e);
        }
    }
}
