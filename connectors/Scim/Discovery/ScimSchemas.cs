using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Scim.Protocol;

namespace Prov.Connectors.Scim.Discovery;

/// <summary>The types of attributes by the server's schemas (RFC 7643, 7), or by the RFC where the server has none.</summary>
internal sealed class ScimSchemas
{
    private static readonly string[] _manyInCore =
        ["emails", "phoneNumbers", "ims", "photos", "addresses", "groups", "entitlements", "roles", "x509Certificates"];

    private readonly FrozenDictionary<string, ScimAttribute> _attributes;

    private ScimSchemas(Dictionary<string, ScimAttribute> attributes) => _attributes = attributes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Nothing is known but what every user has.</summary>
    public static ScimSchemas Unsaid { get; } = new(new(_manyInCore.ToDictionary(name => name, _ => new ScimAttribute("complex", true)), StringComparer.OrdinalIgnoreCase));

    /// <param name="schemas">As the server lists them.</param>
    public static ScimSchemas Of(IEnumerable<JsonNode> schemas)
    {
        var attributes = new Dictionary<string, ScimAttribute>(StringComparer.OrdinalIgnoreCase);
        foreach (var schema in schemas.OfType<JsonObject>())
        {
            var id = TextOf(schema, "id");
            var prefix = id.Equals(ScimPath.UserSchema, StringComparison.OrdinalIgnoreCase) ? "" : $"{id}:";
            foreach (var attribute in Children(schema, "attributes"))
            {
                attributes[prefix + TextOf(attribute, "name")] = Read(attribute);
                foreach (var part in Children(attribute, "subAttributes"))
                {
                    attributes[$"{prefix}{TextOf(attribute, "name")}.{TextOf(part, "name")}"] = Read(part);
                }
            }
        }

        return attributes.ContainsKey("userName") ? new(attributes) : Unsaid;
    }

    public bool IsMany(ScimPath path) => _attributes.GetValueOrDefault(path.Whole)?.IsMany ?? false;

    /// <summary>The type of what the path names (<c>string</c>, <c>integer</c>); empty when not known.</summary>
    public string TypeOf(ScimPath path) =>
        _attributes.GetValueOrDefault(path.Member is null ? path.Whole : $"{path.Whole}.{path.Member}")?.Type ?? "";

    private static ScimAttribute Read(JsonObject attribute) => new(TextOf(attribute, "type"), TextOf(attribute, "multiValued") == "true");

    private static IEnumerable<JsonObject> Children(JsonObject node, string member) =>
        JsonReading.MemberOf(node, member, ignoresCase: true) is JsonArray children ? children.OfType<JsonObject>() : [];

    private static string TextOf(JsonObject node, string member) => JsonReading.MemberOf(node, member, ignoresCase: true)?.ToString() ?? "";

    private sealed record ScimAttribute(string Type, bool IsMany);
}
