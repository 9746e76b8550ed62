using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Scim.Outcomes;
using Prov.Connectors.Scim.Protocol;

namespace Prov.Connectors.Scim.Discovery;

/// <summary>Asks a server what it can do (RFC 7644, 4). What it does not say is taken as most servers have it.</summary>
internal sealed class ScimDiscovery(ScimSettings settings)
{
    private const string UserType = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string GroupType = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private static readonly string[] _features = ["patch", "bulk", "filter", "changePassword", "sort", "etag"];

    // Nobody there, or not told to us: then the server is used as it is usual.
    private static readonly int[] _unsaid = [403, 404, 405, 501];

    public async Task<ScimServer> AskAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var configuration = await AskAsync(call, "ServiceProviderConfig", cancellationToken);
        var types = Listed(await AskAsync(call, "ResourceTypes", cancellationToken));
        var schemas = Listed(await AskAsync(call, "Schemas", cancellationToken));
        var pagination = Member(configuration, "pagination");
        var mostAtOnce = int.TryParse(Member(pagination, "maxPageSize")?.ToString(), out var most) && most > 0 ? most : settings.PageSize;
        return new()
        {
            Users = Endpoint(types, UserType) ?? "Users",
            Groups = settings.Membership == ScimMembership.None ? null : Endpoint(types, GroupType) ?? (types.IsEmpty ? "Groups" : null),
            Patches = settings.Patches ?? Supports(configuration, "patch") ?? true,
            Filters = Supports(configuration, "filter") ?? true,
            PagesByCursor = settings.PagesByCursor ?? PrefersCursor(pagination),
            PageSize = Math.Min(settings.PageSize, mostAtOnce),
            Schemas = ScimSchemas.Of(schemas),
            Says = Says(configuration, pagination),
        };
    }

    private static async Task<JsonNode?> AskAsync(HttpCall call, string path, CancellationToken cancellationToken)
    {
        var reply = await call.SendAsync(new(HttpMethod.Get, path), cancellationToken);
        var status = ScimFaults.StatusOf(reply);
        return status is >= 200 and < 300 ? reply.Body
            : _unsaid.Contains(status) ? null
            : throw new HttpFaultException(ScimFaults.Explain(reply, writes: false));
    }

    // A list of resources, or the bare array that some servers give.
    private static ImmutableArray<JsonNode> Listed(JsonNode? body) => body switch
    {
        JsonArray array => [.. array.OfType<JsonNode>()],
        JsonObject when JsonReading.MemberOf(body, "Resources", ignoresCase: true) is JsonArray resources => [.. resources.OfType<JsonNode>()],
        _ => [],
    };

    /// <summary>The path of a type's resources. Only what follows the server's own address counts: a secret never goes elsewhere.</summary>
    private static string? Endpoint(ImmutableArray<JsonNode> types, string schema)
    {
        var type = types.FirstOrDefault(t => string.Equals(Member(t, "schema")?.ToString(), schema, StringComparison.OrdinalIgnoreCase));
        if (Member(type, "endpoint")?.ToString() is not { Length: > 0 } endpoint)
        {
            return null;
        }

        var path = endpoint.Split('/')[^1];
        return path.Length > 0 && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && path is not ("." or "..")
            ? path
            : throw HttpFaultException.Of(ConnectorStatus.Unavailable, "ANSWER_NOT_SCIM", "The server names an endpoint that is none. Ask the server's maker.");
    }

    private static bool? Supports(JsonNode? configuration, string feature) => Flag(Member(Member(configuration, feature), "supported"));

    private static bool PrefersCursor(JsonNode? pagination) =>
        Flag(Member(pagination, "cursor")) == true && (Flag(Member(pagination, "index")) == false || Member(pagination, "defaultPaginationMethod")?.ToString() == "cursor");

    private static ImmutableSortedDictionary<string, bool> Says(JsonNode? configuration, JsonNode? pagination)
    {
        var said = _features.Select(f => (Name: f, Flag: Supports(configuration, f)))
            .Append((Name: "cursor", Flag: Flag(Member(pagination, "cursor"))));
        return said.Where(s => s.Flag is not null).ToImmutableSortedDictionary(s => s.Name, s => s.Flag!.Value, StringComparer.Ordinal);
    }

    private static bool? Flag(JsonNode? node) => bool.TryParse(node?.ToString(), out var flag) ? flag : null;

    private static JsonNode? Member(JsonNode? node, string name) => JsonReading.MemberOf(node, name, ignoresCase: true);
}
