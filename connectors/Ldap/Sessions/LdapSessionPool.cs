using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Sessions;

/// <summary>A few signed-in connections, used again.</summary>
internal sealed class LdapSessionPool(LdapSettings settings, Func<string> password) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(settings.Connections);
    private readonly ConcurrentBag<LdapSession> _idle = [];

    /// <exception cref="LdapFaultException">Not reached, not trusted or not let in: nothing has happened.</exception>
    public async Task<LdapLease> RentAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return new(this, TakeIdle() ?? await OpenAsync(cancellationToken));
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    public void Return(LdapSession session)
    {
        if (session.IsBroken)
        {
            session.Dispose();
        }
        else
        {
            _idle.Add(session);
        }

        _slots.Release();
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private LdapSession? TakeIdle()
    {
        while (_idle.TryTake(out var session))
        {
            if (!session.IsStale)
            {
                return session;
            }

            session.Dispose();
        }

        return null;
    }

    private async Task<LdapSession> OpenAsync(CancellationToken cancellationToken)
    {
        LdapSession? session = null;
        try
        {
            session = await LdapSession.ConnectAsync(settings, cancellationToken);
            var bound = await session.RunAsync(LdapRequest.Bind(settings.BindDn, Password()), [], cancellationToken);
            return bound.IsSuccess ? session : throw new LdapFaultException(LdapFaults.Explain(bound));
        }
        catch (Exception e)
        {
            session?.Dispose();
            throw Explain(e);
        }
    }

    private string Password()
    {
        try
        {
            // An empty password would sign in as nobody and succeed (RFC 4513, 5.1.2).
            return password() is { Length: > 0 } text ? text : throw new InvalidOperationException();
        }
        catch (InvalidOperationException e)
        {
            throw new LdapFaultException(Unavailable("SECRET_NOT_FOUND", "The secret that bindPassword refers to is not there. Provide it."), e);
        }
    }

    private static Exception Explain(Exception exception) => exception switch
    {
        OperationCanceledException => new LdapFaultException(Unavailable("TIMEOUT", "The server did not take the connection in time."), exception),
        AuthenticationException => new LdapFaultException(
            Unavailable("TLS_NOT_TRUSTED", "The connection cannot be protected: caFile cannot be read, or the server does not start TLS. Correct caFile or security."), exception),
        SocketException or IOException => new LdapFaultException(Unavailable("UNREACHABLE", "The server cannot be reached."), exception),
        _ => exception,
    };

    private static ConnectorResult Unavailable(string reason, string message) => LdapFaults.Failed(ConnectorStatus.Unavailable, reason, message);
}
