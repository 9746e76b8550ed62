namespace Prov.Silo.Security;

/// <summary>Who may call, how they show who they are, and what they may do: section <c>Prov:Authentication</c>.</summary>
public sealed class SecurityOptions
{
    /// <summary>Further roles: permissions by role name. The shipped ones are in <see cref="Security.Roles"/>.</summary>
    public Dictionary<string, string[]> Roles { get; set; } = [];

    /// <summary>File with the administrator's token; written at the first start. Default <c>admin.token</c> in the data folder.</summary>
    public string AdministratorTokenFile { get; set; } = "";

    /// <summary>Further tokens, for systems without an identity provider.</summary>
    public TokenOptions[] Tokens { get; set; } = [];

    /// <summary>Clients' certificates and who they stand for.</summary>
    public CertificateOptions[] Certificates { get; set; } = [];

    public JwtOptions Jwt { get; set; } = new();
}

/// <summary>A caller that shows a fixed token.</summary>
public sealed class TokenOptions
{
    /// <summary>Name in audit entries.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the token, 64 hexadecimal digits: the token itself is kept nowhere here.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Tenant; default <c>default</c>.</summary>
    public string Tenant { get; set; } = Caller.DefaultTenant;

    public string[] Roles { get; set; } = [];
}

/// <summary>A caller that shows a certificate.</summary>
public sealed class CertificateOptions
{
    /// <summary>Name in audit entries.</summary>
    public string Name { get; set; } = "";

    /// <summary>The certificate's whole subject as RFC 4514 writes it, as <c>CN=hr,O=Example</c>.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Tenant; default <c>default</c>.</summary>
    public string Tenant { get; set; } = Caller.DefaultTenant;

    public string[] Roles { get; set; } = [];
}

/// <summary>Tokens of an OpenID Connect provider (JSON Web Tokens, RFC 7519).</summary>
public sealed class JwtOptions
{
    /// <summary>The provider's issuer URL; empty for none.</summary>
    public string Authority { get; set; } = "";

    /// <summary>What a token must be meant for.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Claim with the caller's name. Default <c>sub</c>.</summary>
    public string NameClaim { get; set; } = "sub";

    /// <summary>Claim with the roles. Default <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Claim with the tenant; empty takes every caller for the default tenant.</summary>
    public string TenantClaim { get; set; } = "";
}
