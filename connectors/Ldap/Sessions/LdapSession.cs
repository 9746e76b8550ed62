using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Prov.Connectors.Ldap.Protocol;

namespace Prov.Connectors.Ldap.Sessions;

/// <summary>One signed-in connection; one operation at a time. After a failure or a cancelled call it is of no more use.</summary>
internal sealed class LdapSession : IDisposable
{
    private readonly TcpClient _client;
    private LdapStream _stream;
    private Stream _transport;
    private int _messageId;

    private LdapSession(TcpClient client)
    {
        _client = client;
        _transport = client.GetStream();
        _stream = new(_transport);
    }

    /// <summary>An operation began and its end was not seen, so the connection cannot be used again.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The server has closed the connection, or speaks without being asked, which is the notice before it does.</summary>
    public bool IsStale => IsBroken || _client.Client.Poll(0, SelectMode.SelectRead);

    /// <exception cref="IOException">Not reached.</exception>
    /// <exception cref="SocketException">Not reached.</exception>
    /// <exception cref="LdapFaultException">The server's certificate is not trusted.</exception>
    /// <exception cref="AuthenticationException">The connection cannot be protected.</exception>
    public static async Task<LdapSession> ConnectAsync(LdapSettings settings, CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, cancellationToken);
            var session = new LdapSession(client);
            await session.ProtectAsync(settings, cancellationToken);
            return session;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Runs an operation that has no entries to give.</summary>
    public async Task<LdapResult> RunAsync(Action<AsnWriter> operation, ImmutableArray<LdapControl> controls, CancellationToken cancellationToken)
    {
        IsBroken = true;
        var id = ++_messageId;
        await _stream.SendAsync(id, operation, controls, cancellationToken);
        var result = LdapResult.Read(await ReceiveAsync(id, cancellationToken));
        IsBroken = false;
        return result;
    }

    /// <summary>Runs one page of a search; <paramref name="end"/> is called with the result after the last entry.</summary>
    public async IAsyncEnumerable<LdapEntry> SearchAsync(
        Action<AsnWriter> operation, ImmutableArray<LdapControl> controls, Action<LdapResult> end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in ExchangeAsync(operation, controls, cancellationToken))
        {
            if (message.IsEntry)
            {
                yield return LdapEntry.Read(message.Body);
            }
            else if (message.IsEnd)
            {
                end(LdapResult.Read(message));
            }
        }
    }

    /// <summary>All answers to an operation, the last one too.</summary>
    public async IAsyncEnumerable<LdapMessage> ExchangeAsync(
        Action<AsnWriter> operation, ImmutableArray<LdapControl> controls, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IsBroken = true;
        var id = ++_messageId;
        await _stream.SendAsync(id, operation, controls, cancellationToken);
        LdapMessage message;
        do
        {
            message = await ReceiveAsync(id, cancellationToken);
            IsBroken = !message.IsEnd;
            yield return message;
        }
        while (!message.IsEnd);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _client.Dispose();
    }

    private async Task ProtectAsync(LdapSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Security == LdapSecurity.None)
        {
            return;
        }

        if (settings.Security == LdapSecurity.StartTls)
        {
            var result = await RunAsync(LdapRequest.StartTls(), [], cancellationToken);

            // Octets that follow the answer came without protection: somebody else may have put them in.
            if (!result.IsSuccess || _stream.HasRest)
            {
                throw new AuthenticationException("The server does not start TLS.");
            }
        }

        var secure = new SslStream(_transport, leaveInnerStreamOpen: false);
        _transport = secure;
        var trust = new LdapTrust(settings);
        try
        {
            await secure.AuthenticateAsClientAsync(trust.Options(), cancellationToken);
        }
        catch (AuthenticationException e) when (trust.Fault is { } fault)
        {
            throw new LdapFaultException(fault, e);
        }

        _stream = new(secure);
    }

    private async Task<LdapMessage> ReceiveAsync(int id, CancellationToken cancellationToken)
    {
        try
        {
            var message = await _stream.ReceiveAsync(cancellationToken);
            if (!message.TryReadInt32(out var answered) || answered != id)
            {
                throw new LdapProtocolException("The server announced the end of the connection, or answered what was not asked.");
            }

            var tag = message.PeekTag();
            return new(tag.TagValue, message.ReadSequence(tag), message);
        }
        catch (AsnContentException)
        {
            throw new LdapProtocolException("The server does not speak LDAP.");
        }
    }
}
