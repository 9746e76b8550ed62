using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Prov.Silo.Security;

/// <summary>The tokens that are known here, by their digests.</summary>
internal sealed class KnownTokens
{
    private readonly List<(byte[] Digest, ClaimsIdentity Identity)> _known = [];

    public KnownTokens(SecurityOptions options, AdministratorToken administrator)
    {
        _known.Add((administrator.Digest, Caller.Describe("administrator", Caller.DefaultTenant, [Roles.Administrator], CallerAuthentication.SchemeName)));
        foreach (var token in options.Tokens)
        {
            _known.Add((Convert.FromHexString(token.Sha256), Caller.Describe(token.Name, token.Tenant, token.Roles, CallerAuthentication.SchemeName)));
        }
    }

    /// <summary>Who shows this token; null when nobody known does. All are compared, each in constant time.</summary>
    public ClaimsIdentity? Find(string token)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), digest);
        ClaimsIdentity? found = null;
        foreach (var (known, identity) in _known)
        {
            if (CryptographicOperations.FixedTimeEquals(known, digest))
            {
                found = identity;
            }
        }

        return found;
    }
}
