using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Prov.Connectors.Tests.Ldap;

/// <summary>Answers every search with the same page and says that there is more: what a real server does only when it is broken.</summary>
internal sealed class EndlessLdapServer : IAsyncDisposable
{
    private const string Paging = "1.2.840.113556.1.4.319";
    private readonly string[] _page;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    /// <param name="page">The names of the entries on the page.</param>
    public EndlessLdapServer(string[] page)
    {
        _page = page;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
            await using var stream = client.GetStream();
            var buffer = new byte[1 << 16];
            while (await stream.ReadAsync(buffer, _ending.Token) is > 0 and var read)
            {
                var message = new AsnReader(buffer.AsMemory(0, read), AsnEncodingRules.BER).ReadSequence();
                var id = (int)message.ReadInteger();
                await stream.WriteAsync(message.PeekTag().TagValue == 0 ? Result(id, 1, false) : [.. _page.SelectMany(dn => Entry(id, dn)), .. Result(id, 5, true)]);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client or the test is done.
        }
    }

    private static byte[] Entry(int id, string dn) => Message(id, 4, writer =>
    {
        Text(writer, dn);
        writer.PushSequence();
        writer.PopSequence();
    });

    private static byte[] Result(int id, int operation, bool hasMore) => Message(
        id,
        operation,
        writer =>
        {
            writer.WriteEnumeratedValue(Code.Success);
            Text(writer, "");
            Text(writer, "");
        },
        hasMore ? More : null);

    private static void More(AsnWriter writer)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
        {
            Text(writer, Paging);
            using (writer.PushOctetString())
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                Text(writer, "more");
            }
        }
    }

    private static byte[] Message(int id, int operation, Action<AsnWriter> body, Action<AsnWriter>? rest = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, operation)))
            {
                body(writer);
            }

            rest?.Invoke(writer);
        }

        return writer.Encode();
    }

    private static void Text(AsnWriter writer, string text) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text));

    private enum Code
    {
        Success = 0,
    }
}
