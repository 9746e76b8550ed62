using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Prov.Tests.Servers;

/// <summary>A certificate authority that lives for one test run (RFC 5280), with P-256 keys.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private const int SerialBytes = 16;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan Validity = TimeSpan.FromDays(2);

    private readonly X509Certificate2 root;

    /// <summary>Makes a new authority.</summary>
    /// <param name="name">Its common name.</param>
    public CertificateAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        root = request.CreateSelfSigned(now - Validity, now + Validity);
    }

    /// <summary>The authority's own certificate, as PEM.</summary>
    public string CertificatePem => root.ExportCertificatePem();

    /// <summary>Issues a certificate for a server.</summary>
    /// <param name="wanted">What is to be in it; localhost and 127.0.0.1, valid now, when null.</param>
    /// <returns>The certificate and its private key (PKCS 8, not encrypted), as PEM.</returns>
    public (string Certificate, string Key) IssueServer(ServerCertificate? wanted = null)
    {
        wanted ??= new ServerCertificate();
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(wanted.Name);
        if (wanted.Address is { } address)
        {
            names.AddIpAddress(IPAddress.Parse(address));
        }

        var end = wanted.IsExpired ? TimeProvider.System.GetUtcNow().AddHours(-1) : root.NotAfter;
        return Issue(wanted.Name, ServerAuthentication, names.Build(), end, wanted.IsSelfSigned);
    }

    /// <summary>Issues a certificate for a client.</summary>
    /// <param name="name">Its common name.</param>
    /// <returns>The certificate and its private key (PKCS 8, not encrypted), as PEM.</returns>
    public (string Certificate, string Key) IssueClient(string name) => Issue(name, ClientAuthentication, null, root.NotAfter, false);

    /// <inheritdoc />
    public void Dispose() => root.Dispose();

    private (string Certificate, string Key) Issue(string name, string usage, X509Extension? names, DateTimeOffset end, bool isSelfSigned)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (!isSelfSigned)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        }

        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        using var certificate = isSelfSigned
            ? request.CreateSelfSigned(root.NotBefore, end)
            : request.Create(root, root.NotBefore, end, RandomNumberGenerator.GetBytes(SerialBytes));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
