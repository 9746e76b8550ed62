using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Prov.Tests.Servers;

namespace Prov.Silo.Tests.Fixture;

/// <summary>An OpenID Connect provider as far as verifying its tokens needs one: discovery and keys.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Audience = "prov-test";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly WebApplication _application;

    private IdentityProvider()
    {
        Issuer = $"http://127.0.0.1:{FreePorts.Take()}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Issuer);
        _application = builder.Build();
        _application.MapGet("/.well-known/openid-configuration", () => Results.Text($$"""{"issuer":"{{Issuer}}","jwks_uri":"{{Issuer}}/keys"}""", "application/json"));
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        var (n, e) = (Base64UrlEncoder.Encode(key.Modulus), Base64UrlEncoder.Encode(key.Exponent));
        _application.MapGet("/keys", () => Results.Text($$"""{"keys":[{"kty":"RSA","use":"sig","kid":"one","n":"{{n}}","e":"{{e}}"}]}""", "application/json"));
    }

    public string Issuer { get; }

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._application.StartAsync();
        return provider;
    }

    /// <summary>A token for a caller; signed by another key when <paramref name="forged"/>.</summary>
    public string Issue(string role, string audience = Audience, TimeSpan? age = null, bool forged = false)
    {
        using var other = RSA.Create(2048);
        var issued = DateTime.UtcNow - (age ?? TimeSpan.Zero);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = audience,
            IssuedAt = issued,
            NotBefore = issued,
            Expires = issued + TimeSpan.FromMinutes(5),
            Subject = new ClaimsIdentity([new("sub", "somebody"), new("roles", role)]),
            SigningCredentials = new(new RsaSecurityKey(forged ? other : _rsa) { KeyId = "one", CryptoProviderFactory = new() { CacheSignatureProviders = false } }, SecurityAlgorithms.RsaSha256),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _rsa.Dispose();
    }
}
