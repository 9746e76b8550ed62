using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Prov.Silo.Security;

/// <summary>How callers are known, and what they may do.</summary>
public static class SecuritySetup
{
    private const string Selector = "selector";

    /// <summary>Registers it all; writes the administrator's token when there is none yet.</summary>
    /// <exception cref="IOException">The administrator's token cannot be used.</exception>
    public static IServiceCollection AddProvSecurity(this IServiceCollection services, SecurityOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(AdministratorToken.Open(options.AdministratorTokenFile));
        services.AddSingleton<KnownTokens>();
        services.AddSingleton<KnownCertificates>();
        services.AddSingleton<PermissionInterceptor>();

        // Not the whole of AddAuthentication: it would also keep keys of cookies on disk, of which there are none.
        services.AddAuthenticationCore(o => o.DefaultScheme = Selector);
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoOtherSchemes>();
        var authentication = new AuthenticationBuilder(services)
            .AddPolicyScheme(Selector, null, o => o.ForwardDefaultSelector = context => Choose(context, options.Jwt))
            .AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.SchemeName, null);
        if (options.Jwt.Authority.Length > 0)
        {
            authentication.AddJwtBearer(o => Configure(o, options.Jwt));
        }

        return services;
    }

    /// <summary>Has every request looked at; before the services are mapped.</summary>
    public static WebApplication UseProvSecurity(this WebApplication application)
    {
        application.UseAuthentication();
        return application;
    }

    // A JSON Web Token has two dots (RFC 7515 section 3.1), ours have none.
    private static string Choose(HttpContext context, JwtOptions jwt) =>
        jwt.Authority.Length > 0 && CallerAuthentication.TokenOf(context.Request) is { } token && token.Count(c => c == '.') == 2
            ? JwtBearerDefaults.AuthenticationScheme
            : CallerAuthentication.SchemeName;

    private static void Configure(JwtBearerOptions bearer, JwtOptions jwt)
    {
        (bearer.Authority, bearer.Audience) = (jwt.Authority, jwt.Audience);
        bearer.MapInboundClaims = false;
        bearer.RequireHttpsMetadata = !new Uri(jwt.Authority).IsLoopback;
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                context.Principal = new ClaimsPrincipal(Describe(context.Principal!, jwt));
                return Task.CompletedTask;
            },
        };
    }

    // Only the claims that the options name count: none of the provider's own becomes a role or tenant by its name alone.
    private static ClaimsIdentity Describe(ClaimsPrincipal principal, JwtOptions jwt) => Caller.Describe(
        principal.FindFirstValue(jwt.NameClaim) ?? "",
        jwt.TenantClaim.Length == 0 ? Caller.DefaultTenant : principal.FindFirstValue(jwt.TenantClaim) ?? "",
        principal.FindAll(jwt.RoleClaim).Select(c => c.Value),
        JwtBearerDefaults.AuthenticationScheme);
}
