using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Authentication;

/// <summary>OAuth 2.0 client credentials (RFC 6749, 4.4): a token is asked for once and used until shortly before it ends.</summary>
internal sealed class OAuthAuthentication(HttpSettings settings, Func<string> secret, HttpServer server) : HttpAuthentication
{
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _unsaidLifetime = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _asking = new(1);
    private volatile Token? _token;

    public override async ValueTask<AuthenticationHeaderValue?> HeaderAsync(CancellationToken cancellationToken)
    {
        if (Current is { } token)
        {
            return token.Header;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            return (Current ?? (_token = await AskAsync(cancellationToken))).Header;
        }
        finally
        {
            _asking.Release();
        }
    }

    public override bool Renew(AuthenticationHeaderValue? refused)
    {
        // Another call may have renewed it already.
        if (_token is { } token && ReferenceEquals(token.Header, refused))
        {
            _token = null;
        }

        return true;
    }

    public override void Dispose() => _asking.Dispose();

    private Token? Current => _token is { } token && token.Until > server.Time.GetUtcNow() ? token : null;

    private async Task<Token> AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.TokenUrl);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = Basic(Uri.EscapeDataString(settings.ClientId), Uri.EscapeDataString(secret()));
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (settings.Scope is { } scope)
        {
            form["scope"] = scope;
        }

        request.Content = new FormUrlEncodedContent(form);
        using var response = await ReachAsync(request, cancellationToken);
        var body = await BoundedBody.ReadAsync(response.Content, response.IsSuccessStatusCode, cancellationToken);
        return response.IsSuccessStatusCode && body is JsonObject granted && Text(granted["access_token"]) is { } token
            ? new(Bearer(token), server.Time.GetUtcNow() + Lifetime(granted["expires_in"]))
            : throw Failed((int)response.StatusCode, RetryAfter.Of(response.Headers, server.Time));
    }

    private async Task<HttpResponseMessage> ReachAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await server.Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw HttpFaultException.Of(ConnectorStatus.Unavailable, "TOKEN_SERVER_UNREACHABLE", "The server that issues tokens cannot be reached or is not trusted.", e);
        }
    }

    // Whatever it says, nothing has happened at the target.
    private static HttpFaultException Failed(int status, TimeSpan? retryAfter) => status is >= 400 and < 500 and not 429
        ? HttpFaultException.Of(ConnectorStatus.Unavailable, "INVALID_CREDENTIALS", "No token was issued. Correct clientId, clientSecret or scope.")
        : new(ConnectorResult.Failed(ConnectorStatus.Unavailable, "TOKEN_SERVER_FAILED", $"The server that issues tokens failed (status {status}).", retryAfter));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static TimeSpan Lifetime(JsonNode? node)
    {
        var said = double.TryParse(node?.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e8
            ? TimeSpan.FromSeconds(seconds)
            : _unsaidLifetime;
        return said > 2 * _margin ? said - _margin : said / 2;
    }

    private sealed record Token(AuthenticationHeaderValue Header, DateTimeOffset Until);
}
