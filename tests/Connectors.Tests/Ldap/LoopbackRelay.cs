using System.Net;
using System.Net.Sockets;

namespace Prov.Connectors.Tests.Ldap;

/// <summary>
/// Passes connections to an address on to another, so that a server answers under a name that is not its own; counts what is sent, and can
/// do something before a request is passed on.
/// </summary>
internal sealed class LoopbackRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private readonly int _port;
    private long _octets;
    private int _requests;

    /// <param name="address">Where to listen, on a port of its own.</param>
    /// <param name="port">Of 127.0.0.1, where to.</param>
    public LoopbackRelay(string address, int port)
    {
        _port = port;
        _listener = new(IPAddress.Parse(address), 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>How many octets were passed on, both ways.</summary>
    public long Octets => Interlocked.Read(ref _octets);

    /// <summary>How many requests were passed on; a client that waits for each answer sends each alone.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Called with the number of a request, from 1, before it is passed on; null for nothing.</summary>
    public Func<int, Task>? BeforeRequest { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was disposed.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient("127.0.0.1", _port);
            await Task.WhenAny(PassAsync(client.GetStream(), server.GetStream(), isRequest: true), PassAsync(server.GetStream(), client.GetStream(), isRequest: false));
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, bool isRequest)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer) is > 0 and var read)
        {
            Interlocked.Add(ref _octets, read);
            if (isRequest && BeforeRequest is { } before)
            {
                await before(Interlocked.Increment(ref _requests));
            }
            else if (isRequest)
            {
                Interlocked.Increment(ref _requests);
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
