using System.Net;
using System.Text;
using Prov.Tests.Servers;

namespace Prov.Silo.Tests.Secrets;

/// <summary>Takes metrics and traces by OTLP over HTTP and keeps the bytes: a text in a message is in them as it is.</summary>
internal sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly StringBuilder _received = new();
    private readonly Task _work;

    public TelemetryReceiver()
    {
        Endpoint = $"http://127.0.0.1:{FreePorts.Take()}/";
        _listener.Prefixes.Add(Endpoint);
        _listener.Start();
        _work = ReceiveAsync();
    }

    public string Endpoint { get; }

    public string Received
    {
        get
        {
            lock (_received)
            {
                return _received.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _work;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var call = await _listener.GetContextAsync();
                using var reader = new StreamReader(call.Request.InputStream, Encoding.UTF8);
                var text = await reader.ReadToEndAsync();
                lock (_received)
                {
                    _received.Append(call.Request.Url!.AbsolutePath).Append(text);
                }

                call.Response.Close();
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
