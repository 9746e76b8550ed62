using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Scim.Discovery;

namespace Prov.Connectors.Scim.Protocol;

/// <summary>Finds resources by the value of an attribute, at servers whose filters are better and worse.</summary>
internal static class ScimLookup
{
    /// <summary>
    /// Those with the value, compared once more here without case. A server that does not filter, refuses the filter, or may have
    /// misread it, is asked for everything.
    /// </summary>
    public static async Task<List<ScimResource>> FindAsync(
        ScimClient client, ScimServer server, string endpoint, string attribute, string value, CancellationToken cancellationToken)
    {
        if (server.Filters && await FilteredAsync(client, server, endpoint, attribute, value, cancellationToken) is { } found
            && (found.Count > 0 || !IsEasilyMisread(value)))
        {
            return found;
        }

        return await ReadAsync(client, server, endpoint, "", attribute, value, cancellationToken);
    }

    // Null when the server refuses the filter.
    private static async Task<List<ScimResource>?> FilteredAsync(
        ScimClient client, ScimServer server, string endpoint, string attribute, string value, CancellationToken cancellationToken)
    {
        try
        {
            var query = $"filter={Uri.EscapeDataString(ScimFilter.Equal(attribute, value))}&";
            return await ReadAsync(client, server, endpoint, query, attribute, value, cancellationToken);
        }
        catch (HttpFaultException e) when (e.Outcome.Reason is "FILTER_NOT_SUPPORTED" or "REQUEST_REFUSED" or "OPERATION_NOT_SUPPORTED")
        {
            return null;
        }
    }

    private static async Task<List<ScimResource>> ReadAsync(
        ScimClient client, ScimServer server, string endpoint, string query, string attribute, string value, CancellationToken cancellationToken)
    {
        var found = new List<ScimResource>();
        await foreach (var element in ScimPages.ReadAsync(client, server, endpoint, query, cancellationToken))
        {
            if (ScimResource.Of(element) is { } resource && string.Equals(resource.Text(attribute), value, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(resource);
            }
        }

        return found;
    }

    // Servers are known that do not understand the escapes of quotes and backslashes.
    private static bool IsEasilyMisread(string value) => value.AsSpan().ContainsAny('"', '\\') || value.Any(char.IsControl);
}
