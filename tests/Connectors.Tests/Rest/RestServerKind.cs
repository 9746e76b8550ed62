using System.Text.Json.Nodes;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Rest;

/// <summary>One way to serve, and the settings that say so.</summary>
internal sealed record RestServerKind(Func<JsonObject> Options, Func<NodeServer, Dictionary<string, string>> Settings)
{
    /// <summary>Pages by number, a bearer token, changes by merge.</summary>
    public static RestServerKind Pages { get; } = new(
        () => new() { ["paging"] = "page" },
        _ => new() { ["token"] = "secret:desk", ["paging"] = "page", ["paging.sizeParameter"] = "limit", ["paging.size"] = "50" });

    /// <summary>Pages by offset, basic sign-in, changes by replacing the whole, states by operations.</summary>
    public static RestServerKind Offsets { get; } = new(
        () => new() { ["paging"] = "offset", ["whole"] = true, ["authentication"] = "basic" },
        _ => new()
        {
            ["authentication"] = "basic", ["userName"] = "prov", ["password"] = "secret:desk", ["paging"] = "offset",
            ["update.method"] = "PUT", ["update.sends"] = "whole",
            ["enable.path"] = "accounts/{id}/unlock", ["disable.path"] = "accounts/{id}/lock",
        });

    /// <summary>Pages by a cursor in the body, OAuth client credentials whose tokens are withdrawn after a few uses.</summary>
    public static RestServerKind Cursors { get; } = new(
        () => new() { ["paging"] = "cursor", ["authentication"] = "oauth" },
        server => new()
        {
            ["authentication"] = "oauth", ["tokenUrl"] = new Uri(server.Root, "oauth/token").ToString(), ["clientId"] = "prov", ["clientSecret"] = "secret:desk",
            ["paging"] = "cursor", ["paging.next"] = "paging.next",
        });

    /// <summary>Pages by links in the header.</summary>
    public static RestServerKind Links { get; } = new(
        () => new() { ["paging"] = "link" },
        _ => new() { ["token"] = "secret:desk", ["paging"] = "link" });
}
