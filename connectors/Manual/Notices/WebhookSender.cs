using System.Net;
using System.Net.Http.Headers;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Manual.Notices;

/// <summary>Tells by a signed POST. A redirect is not followed: the body goes where the settings say and nowhere else.</summary>
internal sealed class WebhookSender(Uri address, Func<string> secret, TimeProvider time) : INoticeSender
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxResponseHeadersLength = 16 })
    {
        MaxResponseContentBufferSize = 65_536,
    };

    /// <summary>Only the secret can be tried: a receiver need not answer anything but notices.</summary>
    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult(TryResolve(out _, out var fault) ? ConnectorResult.Done : fault);

    public async Task<ConnectorResult> SendAsync(ManualNotice notice, CancellationToken cancellationToken)
    {
        if (!TryResolve(out var key, out var fault))
        {
            return fault;
        }

        var body = WebhookBody.Of(notice);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, key, time.GetUtcNow()));
        request.Headers.Add("Idempotency-Key", notice.ItemId);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return Explain(response);
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                ? ConnectorResult.Failed(ConnectorStatus.Unavailable, "UNREACHABLE", "The webhook's receiver cannot be reached, or its certificate is not accepted.")
                : ConnectorResult.Failed(ConnectorStatus.Unknown, "CONNECTION_LOST", "The connection was lost before the webhook's receiver answered.");
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ConnectorResult Explain(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => ConnectorResult.Done,
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable =>
                ConnectorResult.Failed(ConnectorStatus.Throttled, "THROTTLED", "The webhook's receiver takes no more now.", response.Headers.RetryAfter?.Delta),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                ConnectorResult.Failed(ConnectorStatus.Refused, "SIGNATURE_REFUSED", "The webhook's receiver refuses the signature. Give both sides the same secret."),
            _ when code >= 500 => ConnectorResult.Failed(ConnectorStatus.Unavailable, "RECEIVER_FAILED", $"The webhook's receiver failed (status {code})."),
            _ => ConnectorResult.Failed(ConnectorStatus.Refused, "NOTICE_REFUSED", $"The webhook's receiver refuses the notice (status {code}). Correct webhookUrl or the receiver."),
        };
    }

    private bool TryResolve(out string key, out ConnectorResult fault)
    {
        fault = ConnectorResult.Done;
        try
        {
            key = secret();
            return true;
        }
        catch (InvalidOperationException)
        {
            key = "";
            fault = ConnectorResult.Failed(
                ConnectorStatus.Unavailable, "SECRET_NOT_FOUND", "The secret that webhookSecret refers to is not there. Provide it.");
            return false;
        }
    }
}
