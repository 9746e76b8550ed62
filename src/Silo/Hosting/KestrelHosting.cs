using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Prov.Domain;

namespace Prov.Silo.Hosting;

/// <summary>Opens the gRPC port: HTTP/2 only, with TLS 1.2 or better wherever a certificate is configured.</summary>
internal static class KestrelHosting
{
    public static void Configure(KestrelServerOptions kestrel, SiloOptions options)
    {
        var listen = new Uri(options.Listen);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 256;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 1024 * 1024;
        // An agent whose connection died without a word is not to be called for long.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.MinRequestBodyDataRate = null; // An event stream may rightly be silent for long.
        kestrel.Listen(SiloOptionsCheck.EndPointOf(listen), port =>
        {
            port.Protocols = HttpProtocols.Http2;
            if (listen.Scheme == "https")
            {
                port.UseHttps(https => Secure(https, options.Tls));
            }
        });
    }

    private static void Secure(HttpsConnectionAdapterOptions https, TlsOptions tls)
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ServerCertificate = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile.Length == 0 ? null : tls.KeyFile);
        if (tls.ClientCaFile.Length == 0)
        {
            return;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(tls.ClientCaFile);
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => IsSignedBy(authorities, certificate);
    }

    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2")); // clientAuth, RFC 5280 4.2.1.12
        return chain.Build(certificate);
    }
}
