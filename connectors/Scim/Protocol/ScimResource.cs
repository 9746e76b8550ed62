using System.Text.Json.Nodes;
using Prov.Connectors.Http.Json;

namespace Prov.Connectors.Scim.Protocol;

/// <summary>A user or group as the server shows it.</summary>
/// <param name="Id">The server's own id.</param>
/// <param name="Body">All of it.</param>
/// <param name="Version">For If-Match; null where the server has no versions.</param>
internal sealed record ScimResource(string Id, JsonObject Body, string? Version)
{
    /// <summary>Null when it has no id. Its own version counts more than the header, which frameworks and proxies make up.</summary>
    public static ScimResource? Of(JsonNode? node, string? etag = null) =>
        node is JsonObject body && TextOf(body, "id") is { Length: > 0 } id
            ? new(id, body, TextOf(JsonReading.MemberOf(body, "meta", ignoresCase: true), "version") ?? etag)
            : null;

    public string? Text(string member) => TextOf(Body, member);

    public JsonNode? Member(string member) => JsonReading.MemberOf(Body, member, ignoresCase: true);

    private static string? TextOf(JsonNode? node, string member) => JsonReading.MemberOf(node, member, ignoresCase: true) is JsonValue value ? value.ToString() : null;
}
