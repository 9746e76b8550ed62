using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Scim.Discovery;
using Prov.Connectors.Scim.Outcomes;
using Prov.Connectors.Scim.Protocol;

namespace Prov.Connectors.Scim.Probing;

/// <summary>One probe of a server: makes a disabled user of its own, tries with it what the connector relies on, and deletes it.</summary>
internal sealed class ScimProbe(ScimClient client, ScimServer server)
{
    // Servers are known that misread the escapes of these.
    private const string Awkward = "Probe \"quoted\" back\\slash";

    private readonly ImmutableArray<ProbeFinding>.Builder _findings = ImmutableArray.CreateBuilder<ProbeFinding>();
    private readonly string _name = $"prov-probe-{Guid.NewGuid():N}";

    /// <exception cref="HttpFaultException">No user can be made or read.</exception>
    public async Task<ProbeReport> RunAsync(CancellationToken cancellationToken)
    {
        var made = await client.CreateAsync(server.Users, New(), cancellationToken);
        var user = made ?? (await FindAsync("userName", _name, cancellationToken)).Single();
        try
        {
            await TryAsync(made is not null, user.Id, cancellationToken);
        }
        finally
        {
            await client.DeleteAsync(server.Users, user.Id, cancellationToken);
        }

        Note("delete", null, await client.FindAsync(server.Users, user.Id, cancellationToken) is null, "A deleted user is gone.");
        return new(_findings.ToImmutable(), Dialect());
    }

    private JsonObject New() => new()
    {
        ["schemas"] = new JsonArray(ScimPath.UserSchema),
        ["userName"] = _name,
        ["displayName"] = Awkward,
        ["active"] = false,
    };

    private async Task TryAsync(bool isShown, string id, CancellationToken cancellationToken)
    {
        Note("createShowsUser", null, isShown, "A create answers with the user that was made.");
        var user = await ReadAsync(id, cancellationToken);
        Note("disable", null, user?.Text("active")?.Equals("false", StringComparison.OrdinalIgnoreCase) == true, "A user made with active=false is shown so.");
        await TryFiltersAsync(cancellationToken);
        await TryPagesAsync(cancellationToken);
        await TryPatchAsync(id, cancellationToken);
        await TryReplaceAsync(id, cancellationToken);
    }

    private async Task TryFiltersAsync(CancellationToken cancellationToken)
    {
        var own = await TotalAsync(ScimFilter.Equal("userName", _name), cancellationToken);
        var nobody = await TotalAsync(ScimFilter.Equal("userName", _name + "-nobody"), cancellationToken);
        Note("filter", Says("filter"), own == 1 && nobody == 0, Found("userName", own, nobody));
        var awkward = await TotalAsync(ScimFilter.Equal("displayName", Awkward), cancellationToken);
        Note("filterEscapes", null, awkward >= 1, "A value with quotes and a backslash is found.");
        var past = await TotalAsync(ScimFilter.NotBefore("meta.lastModified", "2000-01-01T00:00:00Z"), cancellationToken);
        var future = await TotalAsync(ScimFilter.NotBefore("meta.lastModified", "2200-01-01T00:00:00Z"), cancellationToken);
        Note("filterLastModified", null, past >= 1 && future == 0, Found("meta.lastModified", past, future));
    }

    private async Task TryPagesAsync(CancellationToken cancellationToken)
    {
        var page = await ListAsync("startIndex=1&count=1", cancellationToken);
        Note("count", null, page?["Resources"] is JsonArray { Count: 1 }, "A list of at most one has one.");
        var byCursor = await ListAsync("cursor=&count=1", cancellationToken);
        bool? names = byCursor?["nextCursor"] is not null ? true : page is not null && ScimPages.TotalOf(page) > 1 ? false : null;
        Note("cursor", Says("cursor"), names, "A list that is asked for by cursor names the next one; to be tried, it takes two users.");
    }

    private async Task TryPatchAsync(string id, CancellationToken cancellationToken)
    {
        var replaced = await client.PatchAsync(server.Users, id, [ScimPatch.Set("displayName", "Patched")], cancellationToken);
        var user = await ReadAsync(id, cancellationToken);
        Note("patch", Says("patch"), ScimFaults.IsDone(replaced) && user?.Text("displayName") == "Patched", Answered(replaced));
        var removed = await client.PatchAsync(server.Users, id, [ScimPatch.Remove("displayName")], cancellationToken);
        user = await ReadAsync(id, cancellationToken);
        Note("patchRemove", null, ScimFaults.IsDone(removed) && string.IsNullOrEmpty(user?.Text("displayName")), Answered(removed));
    }

    private async Task TryReplaceAsync(string id, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(id, cancellationToken);
        if (before is null)
        {
            return;
        }

        var body = (JsonObject)before.Body.DeepClone();
        body.Remove("meta");
        body["displayName"] = "Replaced";
        var replaced = await client.ReplaceAsync(server.Users, before with { Body = body }, cancellationToken);
        var after = await ReadAsync(id, cancellationToken);
        Note("put", null, ScimFaults.IsDone(replaced) && after?.Text("displayName") == "Replaced", Answered(replaced));
        if (before.Version is null)
        {
            Note("etag", Says("etag"), false, "Users have no version.");
            return;
        }

        // The version of before the change: a server that looks at it refuses.
        var stale = await client.ReplaceAsync(server.Users, before with { Body = (JsonObject)body.DeepClone() }, cancellationToken);
        Note("etag", Says("etag"), ScimFaults.StatusOf(stale) == 412, $"A change of an old version was answered with {ScimFaults.StatusOf(stale)}.");
    }

    private ImmutableSortedDictionary<string, string> Dialect()
    {
        var dialect = ImmutableSortedDictionary<string, string>.Empty
            .Add("write", Does("patch") ? "patch" : "put")
            .Add("paging", Does("cursor") || (server.PagesByCursor && !Refutes("cursor")) ? "cursor" : "index");
        return Does("filterLastModified") ? dialect.Add("changes", "lastModified") : dialect;
    }

    private bool Does(string feature) => _findings.Any(f => f.Feature == feature && f.Does == true);

    private bool Refutes(string feature) => _findings.Any(f => f.Feature == feature && f.Does == false);

    private bool? Says(string feature) => server.Says.TryGetValue(feature, out var says) ? says : null;

    private void Note(string feature, bool? says, bool? does, string note) => _findings.Add(new(feature, says, does, note));

    private Task<ScimResource?> ReadAsync(string id, CancellationToken cancellationToken) => client.FindAsync(server.Users, id, cancellationToken);

    private Task<List<ScimResource>> FindAsync(string attribute, string value, CancellationToken cancellationToken) =>
        ScimLookup.FindAsync(client, server, server.Users, attribute, value, cancellationToken);

    private async Task<int?> TotalAsync(string filter, CancellationToken cancellationToken) =>
        await ListAsync($"filter={Uri.EscapeDataString(filter)}&startIndex=1&count=1", cancellationToken) is { } page ? ScimPages.TotalOf(page) : null;

    // Null when the server refuses; what it then says is seen by what it does not do.
    private async Task<JsonObject?> ListAsync(string query, CancellationToken cancellationToken)
    {
        var reply = await client.Call.SendAsync(new HttpAsk(HttpMethod.Get, $"{server.Users}?{query}"), cancellationToken);
        return ScimFaults.IsDone(reply) ? reply.Body as JsonObject : null;
    }

    private static string Found(string attribute, int? some, int? none) =>
        $"A filter by {attribute} that fits found {some?.ToString() ?? "no list"}, one that does not fit {none?.ToString() ?? "no list"}.";

    private static string Answered(HttpReply reply) => $"Answered with {ScimFaults.StatusOf(reply)}{(ScimFaults.TypeOf(reply) is { Length: > 0 } type ? $" ({type})" : "")}.";
}
