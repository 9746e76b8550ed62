using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Scim.Discovery;
using Prov.Connectors.Scim.Outcomes;
using Prov.Connectors.Scim.Protocol;

namespace Prov.Connectors.Scim.Resources;

/// <summary>Groups, and who is in them.</summary>
internal sealed class ScimGroups(ScimSettings settings) : IDisposable
{
    private const int MaxRemembered = 10_000;
    private const int MaxReplacements = 3;

    // No server has this id: one that finds a group with such a member does not filter at all.
    private const string NobodysId = "prov-00000000-0000-0000-0000-000000000000";

    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _replacing = new(1);
    private bool? _filtersMembers;

    public void Dispose() => _replacing.Dispose();

    public string Entitlement(ScimResource group) => settings.EntitlementsById ? group.Id : group.Text("displayName") ?? group.Id;

    /// <summary>The rights that a user has by its groups.</summary>
    public async Task<IEnumerable<string>> HoldingAsync(ScimClient client, ScimServer server, ScimResource user, CancellationToken cancellationToken)
    {
        if (server.Groups is not { } endpoint)
        {
            return [];
        }

        if (settings.Membership == ScimMembership.User)
        {
            return OfUser(user);
        }

        var byFilter = await FiltersMembersAsync(client, server, endpoint, cancellationToken);
        var query = byFilter ? $"filter={Uri.EscapeDataString(ScimFilter.Equal("members.value", user.Id))}&" : "";
        var held = new List<string>();
        await foreach (var element in ScimPages.ReadAsync(client, server, endpoint, query, cancellationToken))
        {
            if (ScimResource.Of(element) is { } group && (byFilter || Members(group).Contains(user.Id)))
            {
                held.Add(Entitlement(group));
            }
        }

        return held;
    }

    /// <summary>The rights that a user has by its own attribute <c>groups</c>.</summary>
    public IEnumerable<string> OfUser(ScimResource user) => user.Member("groups") is JsonArray groups
        ? groups.Select(g => JsonReading.MemberOf(g, settings.EntitlementsById ? "value" : "display", ignoresCase: true)?.ToString()).OfType<string>()
        : [];

    /// <summary>All memberships, by the id of the user.</summary>
    public async Task<ILookup<string, string>> ReadAllAsync(ScimClient client, ScimServer server, CancellationToken cancellationToken)
    {
        var held = settings.Membership == ScimMembership.Groups
            ? await ReadEdgesAsync(client, server, null, cancellationToken).ToListAsync(cancellationToken)
            : [];
        return held.ToLookup(h => h.Account.NativeId!, h => h.Entitlement, StringComparer.Ordinal);
    }

    /// <summary>The memberships of one group, or of all; a page of groups is in memory at a time.</summary>
    public async IAsyncEnumerable<Membership> ReadEdgesAsync(
        ScimClient client, ScimServer server, string? entitlement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (server.Groups is not { } endpoint)
        {
            yield break;
        }

        var groups = entitlement is null
            ? ScimPages.ReadAsync(client, server, endpoint, "", cancellationToken).Select(ScimPages.ResourceOf)
            : OneAsync(client, server, endpoint, entitlement, cancellationToken);
        await foreach (var group in groups)
        {
            foreach (var id in group is null ? [] : Members(group).Distinct())
            {
                yield return new(Entitlement(group!), new AccountLocator("", id));
            }
        }
    }

    private async IAsyncEnumerable<ScimResource?> OneAsync(
        ScimClient client, ScimServer server, string endpoint, string entitlement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindAsync(client, server, endpoint, entitlement, cancellationToken) is { } id)
        {
            yield return await client.FindAsync(endpoint, id, cancellationToken);
        }
    }

    public async IAsyncEnumerable<ObservedEntitlement> ListAsync(ScimClient client, ScimServer server, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (server.Groups is not { } endpoint)
        {
            yield break;
        }

        await foreach (var element in ScimPages.ReadAsync(client, server, endpoint, "excludedAttributes=members&", cancellationToken))
        {
            if (ScimResource.Of(element) is { } group)
            {
                yield return new(Entitlement(group), group.Text("displayName") ?? group.Id);
            }
        }
    }

    /// <summary>Puts a user into a group; one who is in it already is no fault.</summary>
    public async Task AddAsync(ScimClient client, ScimServer server, string entitlement, string userId, CancellationToken cancellationToken)
    {
        if (await ChangeAsync(client, server, entitlement, new(userId, Joins: true), cancellationToken) is not { } reply)
        {
            throw HttpFaultException.Refused("ENTITLEMENT_NOT_FOUND", "There is no group of that name. Make it, or correct the policy.");
        }

        ScimClient.Require(reply, writes: true);
    }

    /// <summary>Takes a user out of a group; one who is not in it, and a group that is gone, are no fault.</summary>
    public async Task RemoveAsync(ScimClient client, ScimServer server, string entitlement, string userId, CancellationToken cancellationToken)
    {
        var reply = await ChangeAsync(client, server, entitlement, new(userId, Joins: false), cancellationToken);
        if (reply is null || ScimFaults.IsDone(reply))
        {
            return;
        }

        // Servers are known that refuse to take out whom they do not have.
        var isRefused = ScimFaults.StatusOf(reply) == 400;
        var id = isRefused ? await FindAsync(client, server, server.Groups!, entitlement, cancellationToken) : null;
        if (id is null || await client.FindAsync(server.Groups!, id, cancellationToken) is { } group && Members(group).Contains(userId))
        {
            ScimClient.Require(reply, writes: true);
        }
    }

    // Null when there is no such group.
    private async Task<HttpReply?> ChangeAsync(
        ScimClient client, ScimServer server, string entitlement, MemberChange change, CancellationToken cancellationToken)
    {
        var endpoint = server.Groups ?? throw HttpFaultException.Refused("ENTITLEMENTS_NOT_SUPPORTED", "The server has no groups. Grant no entitlements here.");
        for (var tries = 0; tries < 2 && await FindAsync(client, server, endpoint, entitlement, cancellationToken) is { } id; tries++)
        {
            var reply = server.Patches
                ? await client.PatchAsync(endpoint, id, [change.Operation], cancellationToken)
                : await ReplaceAsync(client, endpoint, id, change, cancellationToken);
            if (reply is not null && !ScimClient.IsAbsent(reply))
            {
                return reply;
            }

            // Another group may have got the name since.
            _ids.TryRemove(entitlement, out _);
        }

        return null;
    }

    // One after the other: of two who replace the same group at once, one would have to begin again, or be lost where there are no versions.
    private async Task<HttpReply?> ReplaceAsync(ScimClient client, string endpoint, string id, MemberChange change, CancellationToken cancellationToken)
    {
        await _replacing.WaitAsync(cancellationToken);
        try
        {
            return await ReplaceAloneAsync(client, endpoint, id, change, cancellationToken);
        }
        finally
        {
            _replacing.Release();
        }
    }

    private static async Task<HttpReply?> ReplaceAloneAsync(ScimClient client, string endpoint, string id, MemberChange change, CancellationToken cancellationToken)
    {
        for (var tries = 1; await client.FindAsync(endpoint, id, cancellationToken) is { } group; tries++)
        {
            var body = (JsonObject)group.Body.DeepClone();
            body.Remove("meta");
            body["members"] = change.Apply(group.Member("members") as JsonArray ?? []);
            var reply = await client.ReplaceAsync(endpoint, group with { Body = body }, cancellationToken);
            if (ScimFaults.StatusOf(reply) != 412 || tries == MaxReplacements)
            {
                return reply;
            }
        }

        return null;
    }

    private async Task<string?> FindAsync(ScimClient client, ScimServer server, string endpoint, string entitlement, CancellationToken cancellationToken)
    {
        if (settings.EntitlementsById)
        {
            return entitlement;
        }

        if (_ids.TryGetValue(entitlement, out var known))
        {
            return known;
        }

        var found = await ScimLookup.FindAsync(client, server, endpoint, "displayName", entitlement, cancellationToken);
        var id = found.FirstOrDefault(g => g.Text("displayName") == entitlement)?.Id;
        if (id is not null)
        {
            Remember(entitlement, id);
        }

        return id;
    }

    private void Remember(string entitlement, string id)
    {
        if (_ids.Count >= MaxRemembered)
        {
            _ids.Clear();
        }

        _ids[entitlement] = id;
    }

    private async Task<bool> FiltersMembersAsync(ScimClient client, ScimServer server, string endpoint, CancellationToken cancellationToken)
    {
        if (!server.Filters)
        {
            return false;
        }

        if (_filtersMembers is { } known)
        {
            return known;
        }

        var ask = new HttpAsk(HttpMethod.Get, $"{endpoint}?filter={Uri.EscapeDataString(ScimFilter.Equal("members.value", NobodysId))}&startIndex=1&count=1");
        var reply = await client.Call.SendAsync(ask, cancellationToken);
        var isRefused = ScimFaults.StatusOf(reply) is 400 or 501;
        var filters = !isRefused && ScimClient.Require(reply, ask).Body is JsonObject page && ScimPages.TotalOf(page) == 0;
        _filtersMembers = filters;
        return filters;
    }

    private static IEnumerable<string> Members(ScimResource group) =>
        group.Member("members") is JsonArray members ? members.Select(MemberId).OfType<string>() : [];

    private static string? MemberId(JsonNode? member) => JsonReading.MemberOf(member, "value", ignoresCase: true)?.ToString();

    /// <summary>Somebody comes into a group or leaves it.</summary>
    private sealed record MemberChange(string UserId, bool Joins)
    {
        public JsonObject Operation => Joins ? ScimPatch.AddMember(UserId) : ScimPatch.Remove(ScimFilter.Member(UserId));

        public JsonArray Apply(JsonArray members)
        {
            var others = members.Where(m => MemberId(m) != UserId).Select(m => m?.DeepClone());
            return [.. Joins ? others.Append(new JsonObject { ["value"] = UserId }) : others];
        }
    }
}
