using Prov.Connectors.Http.Authentication;
using Prov.Connectors.Http.Outcomes;

namespace Prov.Connectors.Http.Exchange;

/// <summary>One server: its connections, and how Prov signs in.</summary>
/// <remarks>
/// Redirects are never followed, no proxy of the machine is used, and answers are not decompressed: a server can neither send a secret
/// elsewhere nor make a small answer large.
/// </remarks>
public sealed class HttpServer : IDisposable
{
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(5);

    private readonly Lazy<HttpClient> _client;

    /// <param name="settings">How it is reached.</param>
    /// <param name="secrets">Asked whenever a secret is needed, so that secrets can be rotated.</param>
    /// <param name="mediaType">Of what is sent.</param>
    /// <param name="accept">Of what is understood.</param>
    /// <param name="isDone">Tells whether an answer means success; servers are known that hide errors behind a 200.</param>
    /// <param name="time">For dates in answers and the age of tokens.</param>
    public HttpServer(HttpSettings settings, ISecretResolver secrets, string mediaType, string accept, Func<HttpReply, bool> isDone, TimeProvider time)
    {
        (Url, MediaType, Accept, IsDone, Time) = (settings.Url, mediaType, accept, isDone, time);
        _client = new(() => new HttpClient(Handler(settings, secrets)) { Timeout = Timeout.InfiniteTimeSpan }, LazyThreadSafetyMode.PublicationOnly);
        Authentication = HttpAuthentication.Of(settings, secrets, this);
    }

    /// <summary>The address below which everything is; ends with a slash.</summary>
    public Uri Url { get; }

    public string MediaType { get; }

    public string Accept { get; }

    public Func<HttpReply, bool> IsDone { get; }

    public TimeProvider Time { get; }

    internal HttpAuthentication Authentication { get; }

    public void Dispose()
    {
        Authentication.Dispose();
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    /// <exception cref="HttpFaultException">A file that the settings name cannot be read.</exception>
    internal HttpClient Client() => _client.Value;

    private static SocketsHttpHandler Handler(HttpSettings settings, ISecretResolver secrets) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = settings.Connections,
        PooledConnectionLifetime = _connectionLifetime,
        SslOptions = HttpTrust.Options(settings, secrets),
    };
}
