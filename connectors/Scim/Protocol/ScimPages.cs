using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Http.Paging;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Scim.Discovery;

namespace Prov.Connectors.Scim.Protocol;

/// <summary>Walks through a list page by page: by index (RFC 7644, 3.4.2.4) or by cursor (RFC 9865).</summary>
internal static class ScimPages
{
    /// <summary>The elements of the list as they are; one that a page, or the page before it, had already is left out.</summary>
    public static async IAsyncEnumerable<JsonNode?> ReadAsync(
        ScimClient client, ScimServer server, string endpoint, string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cycle = new PageCycle();
        HashSet<string> before = [];
        for (var place = Place.First(server.PagesByCursor); place is not null;)
        {
            var page = await client.ListAsync(endpoint, $"{query}{place.Query(server.PageSize)}", cancellationToken);
            var elements = Elements(page);
            HashSet<string> ids = [];
            foreach (var element in elements)
            {
                if (ScimResource.Of(element) is not { } resource || (ids.Add(resource.Id) && !before.Contains(resource.Id)))
                {
                    yield return element;
                }
            }

            place = place.Next(page, elements.Count);
            if (place is not null)
            {
                cycle.Add(place.Cursor ?? string.Join('\n', ids));
            }

            before = ids;
        }
    }

    public static ScimResource? ResourceOf(JsonNode? element) => ScimResource.Of(element);

    public static int? TotalOf(JsonObject page) => NumberOf(page, "totalResults");

    // A list without matches may leave its elements out, or give null for them.
    private static JsonArray Elements(JsonObject page) => JsonReading.MemberOf(page, "Resources", ignoresCase: true) switch
    {
        JsonArray elements => elements,
        null when TotalOf(page) is 0 or null => [],
        _ => throw HttpFaultException.Of(ConnectorStatus.Unavailable, "ANSWER_NOT_SCIM", "The server's list has no elements. Ask the server's maker."),
    };

    private static int? NumberOf(JsonObject page, string member) =>
        int.TryParse(JsonReading.MemberOf(page, member, ignoresCase: true)?.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Place(string? Cursor, int Index)
    {
        public static Place First(bool byCursor) => new(byCursor ? "" : null, 1);

        public string Query(int size) => Cursor is null
            ? $"startIndex={Index.ToString(CultureInfo.InvariantCulture)}&count={size.ToString(CultureInfo.InvariantCulture)}"
            : $"cursor={Uri.EscapeDataString(Cursor)}&count={size.ToString(CultureInfo.InvariantCulture)}";

        /// <summary>Null at the end. A server may give fewer than it was asked for, so only what it gave counts.</summary>
        public Place? Next(JsonObject page, int count)
        {
            if (Cursor is not null)
            {
                return JsonReading.MemberOf(page, "nextCursor", ignoresCase: true)?.ToString() is { Length: > 0 } next ? this with { Cursor = next } : null;
            }

            var following = Index + count;
            return count == 0 || following > (TotalOf(page) ?? int.MaxValue) ? null : this with { Index = following };
        }
    }
}
