using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;

namespace Prov.Silo.Security;

/// <summary>The subjects of clients' certificates that stand for callers. The TLS handshake has verified the certificate itself.</summary>
internal sealed class KnownCertificates(SecurityOptions options)
{
    private readonly Dictionary<string, ClaimsIdentity> _known = options.Certificates.ToDictionary(
        c => Normal(new X500DistinguishedName(c.Subject)),
        c => Caller.Describe(c.Name, c.Tenant, c.Roles, CallerAuthentication.SchemeName),
        StringComparer.Ordinal);

    public ClaimsIdentity? Find(X509Certificate2 certificate) => _known.GetValueOrDefault(Normal(certificate.SubjectName));

    private static string Normal(X500DistinguishedName name) => name.Decode(X500DistinguishedNameFlags.None);
}
