using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Paging;

/// <summary>
/// Notices a server that gives the same pages again and again, in constant memory (Brent's algorithm): at the latest after three times
/// the length of the circle.
/// </summary>
public sealed class PageCycle
{
    private string? _mark;
    private long _seen;
    private long _nextMark = 1;

    /// <param name="page">What tells this page from others.</param>
    /// <exception cref="HttpFaultException">It has been there before.</exception>
    public void Add(string page)
    {
        if (page == _mark)
        {
            throw HttpFaultException.Of(ConnectorStatus.Unavailable, "PAGING_ENDLESS", "The server gives the same pages again and again. Choose another style of paging.");
        }

        if (++_seen == _nextMark)
        {
            (_mark, _nextMark) = (page, _nextMark * 2);
        }
    }
}
