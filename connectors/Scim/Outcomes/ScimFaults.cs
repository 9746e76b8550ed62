using System.Globalization;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Scim.Outcomes;

/// <summary>What a SCIM server's errors mean to the engine (RFC 7644, 3.12).</summary>
internal static class ScimFaults
{
    public const string ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

    public static bool IsError(JsonNode? body) => Schemas(body).Contains(ErrorSchema, StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of error that the server names (<c>uniqueness</c>, <c>invalidFilter</c>); empty when it names none.</summary>
    public static string TypeOf(HttpReply reply) => JsonReading.MemberOf(reply.Body, "scimType", ignoresCase: true) is JsonValue value ? value.ToString() : "";

    /// <summary>The status that counts: an error's own, where the server hides it behind a 200.</summary>
    public static int StatusOf(HttpReply reply) => !IsError(reply.Body) || !reply.IsSuccess ? reply.Status
        : int.TryParse(JsonReading.MemberOf(reply.Body, "status", ignoresCase: true)?.ToString(), CultureInfo.InvariantCulture, out var status) && status >= 400 ? status : 500;

    public static bool IsDone(HttpReply reply) => StatusOf(reply) is >= 200 and < 300;

    public static ConnectorResult Explain(HttpReply reply, bool writes)
    {
        var status = StatusOf(reply);
        return TypeOf(reply).ToUpperInvariant() switch
        {
            "UNIQUENESS" => ConnectorResult.Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "Another account has this name or a value that the server wants once."),
            "MUTABILITY" => Refused("ATTRIBUTE_IMMUTABLE", "An attribute cannot be changed at the server. Correct the mappings."),
            "INVALIDVALUE" => Refused("VALUE_INVALID", "A value is missing or does not fit its attribute. Correct the mappings."),
            "INVALIDPATH" or "NOTARGET" or "INVALIDSYNTAX" => Refused("ATTRIBUTE_UNKNOWN", "The server does not know an attribute. Correct the mappings."),
            "INVALIDFILTER" => Refused("FILTER_NOT_SUPPORTED", "The server does not take this filter."),
            "TOOMANY" => Refused("TOO_MANY_RESULTS", "The server does not list so many. Give it a larger limit."),
            "SENSITIVE" => Refused("INSUFFICIENT_ACCESS", "The server does not take this in an address."),
            "INVALIDCURSOR" or "EXPIREDCURSOR" => ConnectorResult.Failed(ConnectorStatus.Unavailable, "CURSOR_LOST", "The server no longer knows the place in its list."),
            _ => HttpFaults.Explain(status, reply.RetryAfter, writes),
        };
    }

    private static IEnumerable<string> Schemas(JsonNode? body) =>
        JsonReading.MemberOf(body, "schemas", ignoresCase: true) is JsonArray schemas ? schemas.Select(s => s?.ToString() ?? "") : [];

    private static ConnectorResult Refused(string reason, string message) => ConnectorResult.Failed(ConnectorStatus.Refused, reason, message);
}
