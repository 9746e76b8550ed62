using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Sessions;

/// <summary>Whether a server is trusted: its certificate names the host, is valid now, and comes from a trusted authority (RFC 4513, 3.1.3).</summary>
internal sealed class LdapTrust(LdapSettings settings)
{
    /// <summary>Why the server was not trusted; null while it has not been refused.</summary>
    public ConnectorResult? Fault { get; private set; }

    /// <exception cref="AuthenticationException">The file of authorities cannot be read.</exception>
    public SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = settings.Host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = settings.CaFile is { } file ? Policy(file) : null,
        RemoteCertificateValidationCallback = (_, _, chain, errors) =>
        {
            Fault = Judge(chain, errors);
            return errors == SslPolicyErrors.None;
        },
    };

    private static ConnectorResult? Judge(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || (status & ~X509ChainStatusFlags.NotTimeValid) != X509ChainStatusFlags.NoError)
        {
            return chain?.ChainElements is [{ Certificate: { } own }] && own.Issuer == own.Subject
                ? Untrusted("TLS_SELF_SIGNED", "The server's certificate is signed by itself. Give it one of an authority, or name it in caFile.")
                : Untrusted("TLS_NOT_TRUSTED", "The server's certificate does not come from a trusted authority. Correct caFile.");
        }

        return status.HasFlag(X509ChainStatusFlags.NotTimeValid)
            ? Untrusted("TLS_EXPIRED", "The server's certificate, or that of its authority, has expired or is not valid yet. Renew it.")
            : Untrusted("TLS_WRONG_HOST", "The server's certificate does not name host. Correct host, or give the server a certificate that names it.");
    }

    private static ConnectorResult Untrusted(string reason, string message) => LdapFaults.Failed(ConnectorStatus.Unavailable, reason, message);

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
