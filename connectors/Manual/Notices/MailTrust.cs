using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Prov.Connectors.Manual.Notices;

/// <summary>Which mail servers are trusted: those whose certificate names the host and comes from one of the authorities of a file.</summary>
internal static class MailTrust
{
    public static bool Trusts(string authorities, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 presented || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        try
        {
            chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authorities);
            return chain.Build(presented);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
