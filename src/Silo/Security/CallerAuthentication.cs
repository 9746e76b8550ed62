using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Prov.Silo.Security;

/// <summary>Knows callers by token (RFC 6750) or by the certificate of their TLS connection (RFC 8446 section 4.4.2).</summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, KnownTokens tokens, KnownCertificates certificates)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "prov";
    private const string Bearer = "Bearer ";

    /// <summary>The bearer token of a request; null without one.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers[HeaderNames.Authorization].ToString() is { } header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var token = TokenOf(Request);
        var identity = token is not null ? tokens.Find(token)
            : Context.Connection.ClientCertificate is { } certificate ? certificates.Find(certificate)
            : null;
        return Task.FromResult(identity is not null
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name))
            : token is null ? AuthenticateResult.NoResult() : AuthenticateResult.Fail("The token is not known."));
    }
}
