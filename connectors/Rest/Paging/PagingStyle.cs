using Prov.Connectors.Http.Json;
using Prov.Connectors.Settings;

namespace Prov.Connectors.Rest.Paging;

/// <summary>How a server splits lists.</summary>
/// <param name="Kind">The style.</param>
/// <param name="Parameter">Name of the query parameter that says where to go on.</param>
/// <param name="SizeParameter">Name of the query parameter that says how many; null when the server decides.</param>
/// <param name="Size">How many are asked for.</param>
/// <param name="First">Number of the first page.</param>
/// <param name="Next">Where in the body the next cursor is.</param>
internal sealed record PagingStyle(PagingKind Kind, string Parameter, string? SizeParameter, int Size, int First, JsonPlace? Next)
{
    public static PagingStyle Read(TargetSettings settings)
    {
        var kind = settings.Text("paging", "none") switch
        {
            "page" => PagingKind.Page,
            "offset" => PagingKind.Offset,
            "cursor" => PagingKind.Cursor,
            "link" => PagingKind.Link,
            _ => PagingKind.None,
        };
        var usual = kind switch
        {
            PagingKind.Page => "page",
            PagingKind.Offset => "offset",
            _ => "cursor",
        };
        return new(
            kind,
            settings.Text("paging.parameter", usual),
            settings.Find("paging.sizeParameter"),
            settings.Number("paging.size", 100),
            settings.Number("paging.first", 1),
            settings.Find("paging.next") is { } next && JsonPathSyntax.TryParse(next, out var place) ? place : null);
    }
}

/// <summary>Styles of paging.</summary>
internal enum PagingKind
{
    /// <summary>All at once.</summary>
    None,

    /// <summary>By the number of the page; ends with an empty page.</summary>
    Page,

    /// <summary>By how many were read; ends with an empty page.</summary>
    Offset,

    /// <summary>By a word in the body of the page before; ends when there is none.</summary>
    Cursor,

    /// <summary>By the address in the header Link with rel=next (RFC 8288); ends when there is none.</summary>
    Link,
}
