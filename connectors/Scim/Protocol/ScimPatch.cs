using System.Text.Json.Nodes;

namespace Prov.Connectors.Scim.Protocol;

/// <summary>PATCH messages (RFC 7644, 3.5.2).</summary>
internal static class ScimPatch
{
    public static JsonObject Message(IEnumerable<JsonObject> operations) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
        ["Operations"] = new JsonArray([.. operations]),
    };

    /// <summary>Sets what is at the path; null takes it away.</summary>
    public static JsonObject Set(string path, JsonNode? value) => value is null ? Remove(path) : new()
    {
        ["op"] = "replace",
        ["path"] = path,
        ["value"] = value.Parent is null ? value : value.DeepClone(),
    };

    public static JsonObject Remove(string path) => new() { ["op"] = "remove", ["path"] = path };

    public static JsonObject AddMember(string id) => new()
    {
        ["op"] = "add",
        ["path"] = "members",
        ["value"] = new JsonArray(new JsonObject { ["value"] = id }),
    };
}
