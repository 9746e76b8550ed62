using System.Net.Sockets;
using System.Security.Cryptography;

namespace Prov.Tests.Servers;

/// <summary>Hands out addresses of the loopback network, for servers whose ports are fixed. Each once among all processes, like <see cref="FreePorts"/>.</summary>
internal static class LoopbackAddresses
{
    private static readonly List<Socket> Reservations = [];

    /// <summary>Takes one address.</summary>
    public static string Take()
    {
        while (true)
        {
            var address = $"127.{RandomNumberGenerator.GetInt32(20, 200)}.{RandomNumberGenerator.GetInt32(256)}.{RandomNumberGenerator.GetInt32(1, 255)}";
            if (TryReserve(address))
            {
                return address;
            }
        }
    }

    private static bool TryReserve(string address)
    {
        var reservation = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            reservation.Bind(new UnixDomainSocketEndPoint($"\0prov-test-address-{address}"));
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
}
