using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Prov.Connectors.Remote.Agents;

namespace Prov.Connectors.Remote.Calls;

/// <summary>The way to the remote connector: a channel of our own, or the stream of an agent. Made when first needed.</summary>
internal sealed class RemoteLine : IDisposable
{
    // Finds connections that are dead without saying so. Servers take more frequent ones, or ones without a call under way, for abuse.
    private static readonly TimeSpan _ping = TimeSpan.FromSeconds(20);
    private readonly Lazy<CallInvoker> _invoker;
    private GrpcChannel? _channel;

    private RemoteLine(Func<RemoteLine, CallInvoker> make) => _invoker = new(() => make(this), LazyThreadSafetyMode.PublicationOnly);

    /// <exception cref="IOException">The file of authorities cannot be read.</exception>
    public CallInvoker Invoker => _invoker.Value;

    public static RemoteLine ToAddress(RemoteSettings settings) => new(line => (line._channel = Dial(settings)).CreateCallInvoker());

    public static RemoteLine ToAgent(AgentConnections agents, string name, TimeProvider time) => new(_ => new AgentCallInvoker(agents, name, time));

    public void Dispose() => _channel?.Dispose();

    private static GrpcChannel Dial(RemoteSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = settings.Timeout,
            KeepAlivePingDelay = _ping,
            KeepAlivePingTimeout = _ping,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            AllowAutoRedirect = false,
            UseProxy = false,
        };
        if (settings.CaFile is { } caFile)
        {
            handler.SslOptions.CertificateChainPolicy = Trust(caFile);
        }

        return GrpcChannel.ForAddress(settings.Address!, new GrpcChannelOptions
        {
            // A client of our own, since over a bare handler the channel would pause after a failure and refuse calls meanwhile.
            HttpClient = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = settings.MostMessageBytes,
            MaxSendMessageSize = settings.MostMessageBytes,
        });
    }

    private static X509ChainPolicy Trust(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException("The file of authorities cannot be read.", e);
        }

        return policy;
    }
}
