namespace Prov.Silo.Security;

/// <summary>Finds everything that is wrong with the settings of callers and roles, before anything is started.</summary>
public static class SecurityOptionsCheck
{
    private const string Section = "Prov:Authentication";
    private const int DigestLength = 64;

    /// <summary>Each fault with its key; empty when all is well.</summary>
    public static IReadOnlyList<string> Faults(SecurityOptions options) =>
    [
        .. options.Tokens.SelectMany((t, i) => TokenFaults(t, $"{Section}:Tokens:{i}", options)),
        .. options.Certificates.SelectMany((c, i) => CertificateFaults(c, $"{Section}:Certificates:{i}", options)),
        .. JwtFaults(options.Jwt),
        .. RoleFaults(options.Roles),
    ];

    private static IEnumerable<string> TokenFaults(TokenOptions token, string key, SecurityOptions options)
    {
        if (token.Sha256.Length != DigestLength || !token.Sha256.All(char.IsAsciiHexDigit))
        {
            yield return $"{key}:Sha256: give the token's SHA-256 as {DigestLength} hexadecimal digits.";
        }

        foreach (var fault in CallerFaults(token.Name, token.Roles, key, options))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> CertificateFaults(CertificateOptions certificate, string key, SecurityOptions options)
    {
        if (certificate.Subject.Length == 0)
        {
            yield return $"{key}:Subject: give the certificate's subject, as CN=hr,O=Example.";
        }

        foreach (var fault in CallerFaults(certificate.Name, certificate.Roles, key, options))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> CallerFaults(string name, string[] roles, string key, SecurityOptions options)
    {
        if (name.Length == 0)
        {
            yield return $"{key}:Name: give a name for audit entries.";
        }

        foreach (var role in roles.Where(r => !Roles.Shipped.ContainsKey(r) && !options.Roles.ContainsKey(r)))
        {
            yield return $"{key}:Roles: there is no role {role}.";
        }
    }

    private static IEnumerable<string> JwtFaults(JwtOptions jwt)
    {
        if (jwt.Authority.Length == 0)
        {
            yield break;
        }

        if (!Uri.TryCreate(jwt.Authority, UriKind.Absolute, out var authority) || (authority.Scheme != "https" && !authority.IsLoopback))
        {
            yield return $"{Section}:Jwt:Authority: give an https URL.";
        }

        if (jwt.Audience.Length == 0)
        {
            yield return $"{Section}:Jwt:Audience: without an audience every token of the provider would be taken; give one.";
        }
    }

    private static IEnumerable<string> RoleFaults(Dictionary<string, string[]> roles) =>
        from role in roles
        from permission in role.Value
        where !Permissions.All.Contains(permission)
        select $"{Section}:Roles:{role.Key}: there is no permission {permission}.";
}
