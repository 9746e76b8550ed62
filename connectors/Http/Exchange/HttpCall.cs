using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Exchange;

/// <summary>The requests of one call of a connector, and whether they may have changed something.</summary>
public sealed class HttpCall(HttpServer server)
{
    private bool _isInDoubt;

    /// <summary>True once a request that changes something has succeeded.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>True when something was changed, or when the answer to a request that changes something was lost.</summary>
    public bool MayHaveChanged => HasChanged || _isInDoubt;

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    /// <exception cref="HttpFaultException">Not reached, not trusted, or the answer is none that can be read.</exception>
    public async Task<HttpReply> SendAsync(HttpAsk ask, CancellationToken cancellationToken)
    {
        var signIn = await server.Authentication.HeaderAsync(cancellationToken);
        var reply = await SendOnceAsync(ask, signIn, cancellationToken);
        if (reply.Status != (int)HttpStatusCode.Unauthorized || !server.Authentication.Renew(signIn))
        {
            return reply;
        }

        // The token was withdrawn before its time; nothing was done, and a new one may do.
        return await SendOnceAsync(ask, await server.Authentication.HeaderAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Sends a request that must succeed.</summary>
    /// <exception cref="HttpFaultException">It did not.</exception>
    public async Task<HttpReply> RequireAsync(HttpAsk ask, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(ask, cancellationToken);
        return reply.IsSuccess ? reply : throw new HttpFaultException(HttpFaults.Explain(reply.Status, reply.RetryAfter, ask.Writes));
    }

    private async Task<HttpReply> SendOnceAsync(HttpAsk ask, AuthenticationHeaderValue? signIn, CancellationToken cancellationToken)
    {
        using var request = Request(ask);
        request.Headers.Authorization = signIn;
        var client = server.Client();
        _isInDoubt |= ask.Writes;
        using var response = await ReachAsync(client, request, cancellationToken);
        var status = (int)response.StatusCode;
        var body = await BoundedBody.ReadAsync(response.Content, response.IsSuccessStatusCode, cancellationToken);
        var reply = new HttpReply(status, body)
        {
            ETag = response.Headers.ETag?.ToString(),
            Date = response.Headers.Date,
            RetryAfter = RetryAfter.Of(response.Headers, server.Time),
            Links = response.Headers.TryGetValues("Link", out var links) ? [.. links] : [],
        };

        // From here on the answer itself says what happened.
        _isInDoubt = false;
        HasChanged |= ask.Writes && server.IsDone(reply);
        return reply;
    }

    private HttpRequestMessage Request(HttpAsk ask)
    {
        // Escaped or not, these are steps within the address to a client, and an id of a server could be one.
        if (ask.Path.Split('?')[0].Split('/').Any(part => Uri.UnescapeDataString(part) is "." or ".."))
        {
            throw HttpFaultException.Refused("ID_INVALID", "An id or name of dots only cannot be put into an address. Rename it at the server.");
        }

        var request = new HttpRequestMessage(ask.Method, new Uri(server.Url, ask.Path));
        request.Headers.Accept.ParseAdd(server.Accept);
        if (ask.IfMatch is { } version)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        if (ask.Body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(ask.Body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(server.MediaType);
        }

        return request;
    }

    private async Task<HttpResponseMessage> ReachAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.SecureConnectionError)
        {
            _isInDoubt = false;
            throw HttpFaultException.Of(
                ConnectorStatus.Unavailable, "TLS_NOT_TRUSTED", "The server's certificate does not name the host, has expired, or does not come from a trusted authority; or it refused Prov's own.", e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            _isInDoubt = false;
            throw HttpFaultException.Of(ConnectorStatus.Unavailable, "UNREACHABLE", "The server cannot be reached.", e);
        }
    }
}
