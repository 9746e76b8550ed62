using System.Text.Json.Nodes;

namespace Prov.Connectors.Tests.Scim;

/// <summary>A server to test against.</summary>
/// <param name="Script">What Node runs.</param>
/// <param name="Path">Below its root.</param>
/// <param name="HasSchemas">It tells the types of attributes.</param>
/// <param name="Options">What the script is told.</param>
internal sealed record ScimServerKind(string Script, string Path, bool HasSchemas, Func<JsonObject> Options)
{
    /// <summary>Patches, filters badly, has no versions.</summary>
    public static ScimServerKind Scimmy { get; } = new("scimmy-server.js", "scim", true, () => []);

    /// <summary>Another author's PATCH and filters, short pages, an endpoint of another name, no schemas.</summary>
    public static ScimServerKind Patching { get; } = new("patch-server.js", "scim/v2", false, () => new() { ["maxPage"] = 50 });

    /// <summary>The same without PATCH, with versions, and with paging by cursor.</summary>
    public static ScimServerKind Replacing { get; } =
        new("patch-server.js", "scim/v2", false, () => new() { ["patch"] = false, ["etag"] = true, ["cursor"] = true });
}
