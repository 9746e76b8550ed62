namespace Prov.Connectors.Ldap.Sessions;

/// <summary>The use of a connection; disposing gives it back.</summary>
internal sealed class LdapLease(LdapSessionPool pool, LdapSession session) : IDisposable
{
    public LdapSession Session { get; } = session;

    public void Dispose() => pool.Return(Session);
}
