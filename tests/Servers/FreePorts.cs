using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Prov.Tests.Servers;

/// <summary>Hands out TCP ports on 127.0.0.1 that nothing listens on.</summary>
/// <remarks>
/// A port is handed out once among all processes of the network namespace that use this class, until the process that
/// took it ends. The ports lie below the kernel's usual range for outgoing connections (32768 and up), so that no client
/// connection takes a port while its server is stopped for a restart test.
/// </remarks>
public static class FreePorts
{
    private const int First = 20000;
    private const int End = 30000;
    private const int Attempts = 500;

    private static readonly List<Socket> Reservations = [];

    /// <summary>Takes one port.</summary>
    /// <exception cref="InvalidOperationException">No free port was found in the range.</exception>
    public static int Take()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (TryReserve(port) && CanListen(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No free port between {First} and {End - 1}. Stop servers that are no longer needed.");
    }

    // An abstract socket name has the same scope as the port (the network namespace) and goes away with its process.
    private static bool TryReserve(int port)
    {
        var reservation = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            reservation.Bind(new UnixDomainSocketEndPoint($"\0prov-test-port-{port}"));
        }
        catch (SocketException)
        {
            reservation.Dispose();
            return false;
        }

        lock (Reservations)
        {
            Reservations.Add(reservation);
        }

        return true;
    }

    private static bool CanListen(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            probe.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
