using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Http.Paging;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Rest.Outcomes;

namespace Prov.Connectors.Rest.Paging;

/// <summary>Walks through a list page by page.</summary>
internal sealed class RestPages(PagingStyle style, RestFaults faults, Uri root)
{
    public async IAsyncEnumerable<JsonNode?> ReadAsync(HttpCall call, HttpAsk first, JsonPlace items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cycle = new PageCycle();
        var read = 0;
        var page = style.First;
        for (var ask = First(first); ask is not null;)
        {
            var reply = await call.SendAsync(ask, cancellationToken);
            var outcome = faults.Explain(reply, writes: false);
            if (!outcome.IsDone)
            {
                throw new HttpFaultException(outcome);
            }

            var elements = Elements(reply.Body, items);
            foreach (var element in elements)
            {
                yield return element;
            }

            read += elements.Count;
            ask = Next(first, reply, elements.Count, read, ++page);
            if (ask is not null)
            {
                cycle.Add(style.Kind is PagingKind.Cursor or PagingKind.Link ? ask.Path : string.Join('\n', elements.Select(e => e?.ToJsonString())));
            }
        }
    }

    private static List<JsonNode?> Elements(JsonNode? body, JsonPlace items) => body is null ? []
        : body.At(items).ToList() is [JsonArray array] ? [.. array]
        : items.IsMany ? [.. body.At(items)]
        : throw HttpFaultException.Of(ConnectorStatus.Unavailable, "LIST_NOT_FOUND", $"The server's answer has no list at {items.Text}. Correct the settings.");

    private HttpAsk First(HttpAsk ask) => style.Kind switch
    {
        PagingKind.None => ask,
        PagingKind.Page => With(ask, Number(style.First)),
        PagingKind.Offset => With(ask, "0"),
        _ => With(ask, null),
    };

    private HttpAsk? Next(HttpAsk first, HttpReply reply, int count, int read, int page) => style.Kind switch
    {
        PagingKind.Page when count > 0 => With(first, Number(page)),
        PagingKind.Offset when count > 0 => With(first, Number(read)),
        PagingKind.Cursor => reply.Body.At(style.Next!).FirstOrDefault()?.ToString() is { Length: > 0 } cursor ? With(first, cursor) : null,
        PagingKind.Link => LinkHeader.Next(reply.Links) is { } link ? first with { Path = Below(link) } : null,
        _ => null,
    };

    private HttpAsk With(HttpAsk ask, string? place)
    {
        var size = style.SizeParameter is { } parameter ? $"{parameter}={Number(style.Size)}" : null;
        var at = place is null ? null : $"{style.Parameter}={Uri.EscapeDataString(place)}";
        var query = string.Join('&', new[] { size, at }.OfType<string>());
        return query.Length == 0 ? ask : ask with { Path = ask.Path + (ask.Path.Contains('?') ? '&' : '?') + query };
    }

    /// <summary>The link's target. It must be at the same server below the same path: a secret never goes elsewhere.</summary>
    private string Below(string link) => Uri.TryCreate(root, link, out var target) && root.IsBaseOf(target)
        ? target.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)
        : throw HttpFaultException.Of(ConnectorStatus.Unavailable, "LINK_ELSEWHERE", "The server links to a page at another address, which is never followed. Choose another style of paging.");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
