using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Prov.Connectors.Outcomes;
using static Prov.Connectors.Spml.Messages.SpmlNames;

namespace Prov.Connectors.Spml.Transport;

/// <summary>Sends one request in a SOAP envelope and gives its answer.</summary>
internal sealed class SpmlEndpoint(SpmlSettings settings, Func<string> password) : IDisposable
{
    private static readonly XmlWriterSettings _form = new() { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize };
    private readonly Lazy<HttpClient> _client = new(() => Connect(settings), LazyThreadSafetyMode.PublicationOnly);

    /// <param name="request">The request.</param>
    /// <param name="writes">True when it may change something once it was sent.</param>
    /// <param name="cancellationToken">Abandons the call.</param>
    /// <exception cref="SpmlFaultException">There is no answer of SPML.</exception>
    public async Task<XElement> CallAsync(XElement request, bool writes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var message = MessageOf(request);
        try
        {
            using var answer = await _client.Value.SendAsync(message, cancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return Explain(answer, writes) is { } failure ? throw new SpmlFaultException(failure) : BodyOf(SafeXml.Read(bytes), writes);
        }
        catch (HttpRequestException e)
        {
            throw new SpmlFaultException(Explain(e, writes));
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(writes, "TIMEOUT", "The provider did not answer in time.");
        }
        catch (FormatException e)
        {
            throw Lost(writes, "ANSWER_INVALID", $"The provider's answer cannot be read: {e.Message}");
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private HttpRequestMessage MessageOf(XElement request)
    {
        var content = new ByteArrayContent(BytesOf(request)) { Headers = { ContentType = new("text/xml", "utf-8") } };
        var message = new HttpRequestMessage(HttpMethod.Post, settings.Address) { Content = content, Headers = { { "SOAPAction", "\"\"" } } };
        try
        {
            message.Headers.Authorization = settings.User is { } user
                ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password()}")))
                : null;
            return message;
        }
        catch (InvalidOperationException e)
        {
            // It names the reference, never the secret.
            throw new SpmlFaultException(ConnectorResult.Failed(ConnectorStatus.Unavailable, "SECRET_NOT_FOUND", e.Message));
        }
    }

    private static byte[] BytesOf(XElement request)
    {
        var envelope = new XElement(
            Soap + "Envelope",
            new XAttribute(XNamespace.Xmlns + "soap", Soap.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "xsi", Xsi.NamespaceName),
            new XElement(Soap + "Body", request));
        using var stream = new MemoryStream();
        try
        {
            using (var writer = XmlWriter.Create(stream, _form))
            {
                envelope.Save(writer);
            }

            return stream.ToArray();
        }
        catch (ArgumentException)
        {
            throw new SpmlFaultException(ConnectorResult.Failed(
                ConnectorStatus.Refused, "VALUE_INVALID", "A value has a character that XML cannot carry. Correct the mappings."));
        }
    }

    private static XElement BodyOf(XElement envelope, bool writes)
    {
        var content = envelope.Element(Soap + "Body")?.Elements().FirstOrDefault() ?? throw new FormatException("It is no SOAP envelope.");
        if (content.Name != Soap + "Fault")
        {
            return content;
        }

        var isOurs = content.Element("faultcode")?.Value.EndsWith("Client", StringComparison.Ordinal) == true;
        throw isOurs
            ? new SpmlFaultException(ConnectorResult.Failed(ConnectorStatus.Refused, "REQUEST_MALFORMED", "The provider does not understand the request."))
            : Lost(writes, "PROVIDER_FAILED", "The provider failed; its own log says why.");
    }

    // A SOAP fault comes with the status 500 and says more than that.
    private static ConnectorResult? Explain(HttpResponseMessage answer, bool writes) => answer.StatusCode switch
    {
        HttpStatusCode.OK or HttpStatusCode.InternalServerError => null,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ConnectorResult.Failed(
            ConnectorStatus.Unavailable, "INVALID_CREDENTIALS", "The provider refused the sign-in. Correct user or password."),
        HttpStatusCode.TooManyRequests => ConnectorResult.Failed(ConnectorStatus.Throttled, "THROTTLED", "The provider wants fewer calls.", WaitOf(answer)),
        HttpStatusCode.ServiceUnavailable => ConnectorResult.Failed(ConnectorStatus.Unavailable, "NOT_READY", "The provider cannot serve now.", WaitOf(answer)),
        var code => Lost(writes, "HTTP_STATUS", $"The provider answered with the HTTP status {(int)code}.").Outcome,
    };

    private static TimeSpan? WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - TimeProvider.System.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero,
        _ => null,
    };

    private static ConnectorResult Explain(HttpRequestException fault, bool writes) => fault.HttpRequestError switch
    {
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError =>
            ConnectorResult.Failed(ConnectorStatus.Unavailable, "UNREACHABLE", "The provider cannot be reached."),
        HttpRequestError.SecureConnectionError => ConnectorResult.Failed(
            ConnectorStatus.Unavailable,
            "TLS_NOT_TRUSTED",
            "The server's certificate does not name address, has expired or does not come from a trusted authority. Correct address or caFile."),
        HttpRequestError.ConfigurationLimitExceeded => Lost(writes, "ANSWER_TOO_LARGE", "The provider's answer is larger than 16 MiB.").Outcome,
        _ => Lost(writes, "CONNECTION_LOST", "The connection was lost before the provider answered.").Outcome,
    };

    private static SpmlFaultException Lost(bool writes, string reason, string message) =>
        new(ConnectorResult.Failed(writes ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable, reason, message));

    private static HttpClient Connect(SpmlSettings settings)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        if (settings.CaFile is { } caFile)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            try
            {
                policy.CustomTrustStore.ImportFromPemFile(caFile);
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new SpmlFaultException(ConnectorResult.Failed(
                    ConnectorStatus.Unavailable, "CA_FILE_UNREADABLE", "The file of authorities cannot be read. Correct caFile."));
            }

            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return new HttpClient(handler) { Timeout = settings.Timeout, MaxResponseContentBufferSize = SafeXml.MostBytes };
    }
}
