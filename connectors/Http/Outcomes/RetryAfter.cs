using System.Net.Http.Headers;

namespace Prov.Connectors.Http.Outcomes;

/// <summary>How long a server wants to be left alone (RFC 9110, 10.2.3): in seconds, or until a date.</summary>
internal static class RetryAfter
{
    // A server that names a year by mistake shall not be left alone for a year.
    private static readonly TimeSpan _most = TimeSpan.FromDays(1);

    /// <summary>Null when it did not say. A date is measured by the server's own clock where it shows it.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, TimeProvider time)
    {
        var wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (headers.Date ?? time.GetUtcNow()),
            _ => (TimeSpan?)null,
        };
        return wait is not { } length ? null : length < TimeSpan.Zero ? TimeSpan.Zero : length > _most ? _most : length;
    }
}
