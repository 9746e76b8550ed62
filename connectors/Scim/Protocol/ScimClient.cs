using System.Net;
using System.Text.Json.Nodes;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Scim.Outcomes;

namespace Prov.Connectors.Scim.Protocol;

/// <summary>Requests of one call in the words of SCIM.</summary>
internal sealed class ScimClient(HttpCall call)
{
    public HttpCall Call { get; } = call;

    /// <summary>One resource; null when there is none.</summary>
    public async Task<ScimResource?> FindAsync(string endpoint, string id, CancellationToken cancellationToken)
    {
        var ask = new HttpAsk(HttpMethod.Get, One(endpoint, id));
        var reply = await Call.SendAsync(ask, cancellationToken);
        return IsAbsent(reply) ? null : Resource(Require(reply, ask));
    }

    /// <summary>Makes a resource; null when the server does not show what it made.</summary>
    public async Task<ScimResource?> CreateAsync(string endpoint, JsonObject resource, CancellationToken cancellationToken)
    {
        var ask = new HttpAsk(HttpMethod.Post, endpoint, resource);
        return Shown(Require(await Call.SendAsync(ask, cancellationToken), ask));
    }

    /// <summary>The answer, which is a failure when the server refused.</summary>
    public async Task<HttpReply> PatchAsync(string endpoint, string id, IEnumerable<JsonObject> operations, CancellationToken cancellationToken) =>
        await Call.SendAsync(new(HttpMethod.Patch, One(endpoint, id), ScimPatch.Message(operations)), cancellationToken);

    public async Task<HttpReply> ReplaceAsync(string endpoint, ScimResource resource, CancellationToken cancellationToken) =>
        await Call.SendAsync(new(HttpMethod.Put, One(endpoint, resource.Id), resource.Body) { IfMatch = resource.Version }, cancellationToken);

    /// <summary>Deletes a resource; one that is gone already is no fault.</summary>
    public async Task DeleteAsync(string endpoint, string id, CancellationToken cancellationToken)
    {
        var ask = new HttpAsk(HttpMethod.Delete, One(endpoint, id));
        var reply = await Call.SendAsync(ask, cancellationToken);
        if (!IsAbsent(reply))
        {
            Require(reply, ask);
        }
    }

    /// <summary>One page of a list.</summary>
    /// <exception cref="HttpFaultException">Refused, or the answer is no list.</exception>
    public async Task<JsonObject> ListAsync(string endpoint, string query, CancellationToken cancellationToken)
    {
        var ask = new HttpAsk(HttpMethod.Get, $"{endpoint}?{query}");
        var reply = Require(await Call.SendAsync(ask, cancellationToken), ask);
        return reply.Body as JsonObject ?? throw NotScim();
    }

    /// <summary>An answer that counts as done; otherwise the call ends.</summary>
    /// <exception cref="HttpFaultException">The server refused.</exception>
    public static HttpReply Require(HttpReply reply, HttpAsk ask) => Require(reply, ask.Writes);

    /// <inheritdoc cref="Require(HttpReply, HttpAsk)"/>
    public static HttpReply Require(HttpReply reply, bool writes) =>
        ScimFaults.IsDone(reply) ? reply : throw new HttpFaultException(ScimFaults.Explain(reply, writes));

    public static bool IsAbsent(HttpReply reply) => ScimFaults.StatusOf(reply) is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.Gone;

    /// <summary>The resource that an answer shows; null when it shows none.</summary>
    public static ScimResource? Shown(HttpReply reply) => reply.Body is null ? null : Resource(reply);

    private static ScimResource Resource(HttpReply reply) =>
        reply.Body is JsonObject body && ScimResource.Of(body, reply.ETag) is { } resource ? resource : throw NotScim();

    private static string One(string endpoint, string id) => $"{endpoint}/{Uri.EscapeDataString(id)}";

    private static HttpFaultException NotScim() => HttpFaultException.Of(
        Connectors.Outcomes.ConnectorStatus.Unavailable, "ANSWER_NOT_SCIM", "The server's answer is not what SCIM wants here. Correct url, or ask the server's maker.");
}
