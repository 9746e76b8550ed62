namespace Prov.Connectors.Ldap.Sessions;

/// <summary>Notices a server whose pages have no end: the same page again and again, or empty ones.</summary>
internal sealed class LdapPageWatch
{
    // A server may send empty pages while it walks over entries that do not match.
    private const int MostEmptyPages = 1000;
    private string? _firstPage;
    private string? _previousPage;
    private string? _page;
    private int _emptyPages;

    public void Begin() => _page = null;

    /// <exception cref="LdapFaultException">The page has been before.</exception>
    public void See(string dn)
    {
        if (_page is not null)
        {
            return;
        }

        _page = dn;
        if (dn == _firstPage || dn == _previousPage)
        {
            throw Endless();
        }
    }

    /// <exception cref="LdapFaultException">Too many empty pages in a row.</exception>
    public void End()
    {
        _emptyPages = _page is null ? _emptyPages + 1 : 0;
        if (_emptyPages > MostEmptyPages)
        {
            throw Endless();
        }

        _firstPage ??= _page;
        _previousPage = _page ?? _previousPage;
    }

    private static LdapFaultException Endless() => LdapFaultException.Refused(
        "PAGING_ENDLESS", "The server sends the same page of a search again and again. Repair its paged results control (RFC 2696).");
}
