using System.Net.Http.Headers;
using System.Text;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Authentication;

/// <summary>Signs requests in. Secrets are resolved when they are needed.</summary>
internal abstract class HttpAuthentication : IDisposable
{
    /// <summary>The header to send; null for none.</summary>
    /// <exception cref="HttpFaultException">The secret is not there, or no token was issued.</exception>
    public abstract ValueTask<AuthenticationHeaderValue?> HeaderAsync(CancellationToken cancellationToken);

    /// <summary>The server refused what was sent. True when the next header will be another.</summary>
    /// <param name="refused">The header that was sent.</param>
    public virtual bool Renew(AuthenticationHeaderValue? refused) => false;

    public virtual void Dispose()
    {
    }

    public static HttpAuthentication Of(HttpSettings settings, ISecretResolver secrets, HttpServer server) => settings.Authentication switch
    {
        HttpAuthenticationKind.Basic => new Fixed(() => Basic(settings.UserName, Resolve(secrets, settings.Secret))),
        HttpAuthenticationKind.Bearer => new Fixed(() => Bearer(Resolve(secrets, settings.Secret))),
        HttpAuthenticationKind.OAuth => new OAuthAuthentication(settings, () => Resolve(secrets, settings.Secret), server),
        _ => new Fixed(() => null),
    };

    internal static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    /// <exception cref="HttpFaultException">The token has characters that no header can hold.</exception>
    internal static AuthenticationHeaderValue Bearer(string token) => token.Length > 0 && token.All(c => c is > ' ' and <= '~')
        ? new("Bearer", token)
        : throw HttpFaultException.Of(ConnectorStatus.Unavailable, "INVALID_CREDENTIALS", "The token is empty or has characters that no token has. Correct it.");

    private static string Resolve(ISecretResolver secrets, string reference)
    {
        try
        {
            return secrets.Resolve(reference);
        }
        catch (InvalidOperationException e)
        {
            throw HttpFaultException.Of(ConnectorStatus.Unavailable, "SECRET_NOT_FOUND", "The secret that the settings refer to is not there. Provide it.", e);
        }
    }

    private sealed class Fixed(Func<AuthenticationHeaderValue?> header) : HttpAuthentication
    {
        public override ValueTask<AuthenticationHeaderValue?> HeaderAsync(CancellationToken cancellationToken) => new(header());
    }
}
