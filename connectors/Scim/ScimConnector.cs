using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Scim.Discovery;
using Prov.Connectors.Scim.Outcomes;
using Prov.Connectors.Scim.Probing;
using Prov.Connectors.Scim.Protocol;
using Prov.Connectors.Scim.Resources;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Scim;

/// <summary>One server. A call is a few requests, because SCIM has no transactions: each can be repeated without harm.</summary>
internal class ScimConnector(ScimSettings settings, HttpServer http) : IAccountReader, IAccountSearcher, IAccountWriter, IEntitlementReader, IMembershipReader,
    IAccountCounter, ITargetProber, IConnector
{
    private const int MaxReplacements = 3;

    private readonly ScimDiscovery _discovery = new(settings);
    private readonly ScimAccounts _accounts = new(settings);
    private readonly ScimGroups _groups = new(settings);
    private volatile ScimServer? _server;

    private static HttpFaultException NotFound => HttpFaultException.Of(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account.");

    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => RunPlainAsync(
        async (client, server, token) =>
        {
            await client.ListAsync(server.Users, "startIndex=1&count=1", token);
            if (server.Groups is { } groups)
            {
                await client.ListAsync(groups, "startIndex=1&count=1&excludedAttributes=members", token);
            }
        },
        cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) => RunAsync(
        async (client, server, token) => await ObserveAsync(client, server, await FindAsync(client, server, locator, token) ?? throw NotFound, token),
        cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) =>
        RunAsync((client, server, token) => CreateAsync(client, server, account, token), cancellationToken);

    public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) =>
        RunPlainAsync((client, server, token) => UpdateAsync(client, server, locator, change, token), cancellationToken);

    public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) => RunPlainAsync(
        async (client, server, token) =>
        {
            var id = locator.NativeId ?? (await FindAsync(client, server, locator, token))?.Id;
            if (id is not null)
            {
                await client.DeleteAsync(server.Users, id, token);
            }
        },
        cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(CancellationToken cancellationToken) =>
        HttpStreaming.RunAsync(http, settings.Http.Timeout, SearchAsync, cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(CancellationToken cancellationToken) =>
        HttpStreaming.RunAsync(http, settings.Http.Timeout, ReadEntitlementsAsync, cancellationToken);

    public IAsyncEnumerable<ConnectorResult<Membership>> ReadMembershipsAsync(string? entitlement, CancellationToken cancellationToken) =>
        HttpStreaming.RunAsync(http, settings.Http.Timeout, (call, token) => ReadMembershipsAsync(call, entitlement, token), cancellationToken);

    public Task<ConnectorResult<AccountCount>> CountAsync(CancellationToken cancellationToken) => RunAsync(
        async (client, server, token) =>
        {
            var page = await client.ListAsync(server.Users, server.PagesByCursor ? "cursor=&count=1" : "startIndex=1&count=1", token);
            return ScimPages.TotalOf(page) is { } total
                ? new AccountCount(total, Exact: true)
                : throw HttpFaultException.Refused("COUNT_NOT_TOLD", "The server does not tell how many users there are.");
        },
        cancellationToken);

    public Task<ConnectorResult<ProbeReport>> ProbeAsync(CancellationToken cancellationToken) =>
        RunAsync((client, server, token) => new ScimProbe(client, server).RunAsync(token), cancellationToken);

    public ValueTask DisposeAsync()
    {
        _groups.Dispose();
        http.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the server says of itself, asked once.</summary>
    protected async Task<ScimServer> ServerAsync(HttpCall call, CancellationToken cancellationToken) =>
        _server ??= await _discovery.AskAsync(call, cancellationToken);

    /// <summary>An element of a list as an account, or why it is none.</summary>
    protected ConnectorResult<ObservedAccount> Observed(JsonNode? element, ScimServer server, ILookup<string, string> held)
    {
        var account = ScimResource.Of(element) is { } user
            ? _accounts.Observe(user, server.Schemas, settings.Membership == ScimMembership.User ? _groups.OfUser(user) : held[user.Id])
            : null;
        return account is not null
            ? ConnectorResult<ObservedAccount>.Of(account)
            : ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.Refused, "OBJECT_UNREADABLE", $"The server lists a user without id or {settings.NameAttribute}.");
    }

    protected Task<ILookup<string, string>> MembershipsAsync(ScimClient client, ScimServer server, CancellationToken cancellationToken) =>
        _groups.ReadAllAsync(client, server, cancellationToken);

    private async IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(HttpCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var server = await ServerAsync(call, cancellationToken);
        var client = new ScimClient(call);
        var held = await MembershipsAsync(client, server, cancellationToken);
        await foreach (var element in ScimPages.ReadAsync(client, server, server.Users, "", cancellationToken))
        {
            yield return Observed(element, server, held);
        }
    }

    private async IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(HttpCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var server = await ServerAsync(call, cancellationToken);
        await foreach (var entitlement in _groups.ListAsync(new(call), server, cancellationToken))
        {
            yield return ConnectorResult<ObservedEntitlement>.Of(entitlement);
        }
    }

    private async IAsyncEnumerable<ConnectorResult<Membership>> ReadMembershipsAsync(
        HttpCall call, string? entitlement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var server = await ServerAsync(call, cancellationToken);
        await foreach (var membership in _groups.ReadEdgesAsync(new(call), server, entitlement, cancellationToken))
        {
            yield return ConnectorResult<Membership>.Of(membership);
        }
    }

    private async Task<ScimResource?> FindAsync(ScimClient client, ScimServer server, AccountLocator locator, CancellationToken cancellationToken)
    {
        if (locator.NativeId is { } id)
        {
            return await client.FindAsync(server.Users, id, cancellationToken);
        }

        var found = await ScimLookup.FindAsync(client, server, server.Users, settings.NameAttribute, locator.Name, cancellationToken);
        return found.Find(u => u.Text(settings.NameAttribute) == locator.Name) ?? (found.Count < 2 ? found.SingleOrDefault() : throw HttpFaultException.Refused("NAME_AMBIGUOUS", "Several users have this name. Rename one."));
    }

    private async Task<ObservedAccount> ObserveAsync(ScimClient client, ScimServer server, ScimResource user, CancellationToken cancellationToken)
    {
        var held = await _groups.HoldingAsync(client, server, user, cancellationToken);
        return _accounts.Observe(user, server.Schemas, held) ?? throw HttpFaultException.Refused(
            "OBJECT_UNREADABLE", $"The server shows a user without {settings.NameAttribute}.");
    }

    private async Task<ObservedAccount> CreateAsync(ScimClient client, ScimServer server, NewAccount account, CancellationToken cancellationToken)
    {
        var user = await client.CreateAsync(server.Users, _accounts.Create(account, server.Schemas), cancellationToken)
            ?? await FindAsync(client, server, new(account.Name, null), cancellationToken)
            ?? throw HttpFaultException.Refused("ACCOUNT_NOT_VISIBLE", "The server took the account but does not show it. Give the credentials the right to read it.");
        foreach (var entitlement in account.Entitlements)
        {
            await _groups.AddAsync(client, server, entitlement, user.Id, cancellationToken);
        }

        return _accounts.Observe(user, server.Schemas, account.Entitlements) ?? await ObserveAsync(
            client, server, await client.FindAsync(server.Users, user.Id, cancellationToken) ?? throw NotFound, cancellationToken);
    }

    // Access is taken away first and given last.
    private async Task UpdateAsync(ScimClient client, ScimServer server, AccountLocator locator, AccountChange change, CancellationToken cancellationToken)
    {
        var changesUser = change.Enabled is not null || change.Name is not null || !change.Set.IsEmpty;
        var mustRead = locator.NativeId is null || !changesUser || !server.Patches || !ScimAccounts.StandsAlone(change);
        var user = mustRead ? await FindAsync(client, server, locator, cancellationToken) ?? throw NotFound : null;
        var id = user?.Id ?? locator.NativeId!;
        foreach (var entitlement in change.Remove)
        {
            await _groups.RemoveAsync(client, server, entitlement, id, cancellationToken);
        }

        if (changesUser)
        {
            await ChangeAsync(client, server, id, user, change, cancellationToken);
        }

        foreach (var entitlement in change.Add)
        {
            await _groups.AddAsync(client, server, entitlement, id, cancellationToken);
        }
    }

    private async Task ChangeAsync(
        ScimClient client, ScimServer server, string id, ScimResource? user, AccountChange change, CancellationToken cancellationToken)
    {
        if (server.Patches)
        {
            var reply = await client.PatchAsync(server.Users, id, _accounts.Operations(change, server.Schemas, user), cancellationToken);
            if (settings.Patches is not null || ScimFaults.StatusOf(reply) is not (405 or 501))
            {
                ScimClient.Require(reply, writes: true);
                return;
            }

            // It says that it can, and cannot.
            _server = server with { Patches = false };
        }

        await ReplaceAsync(client, server, id, user, change, cancellationToken);
    }

    private async Task ReplaceAsync(
        ScimClient client, ScimServer server, string id, ScimResource? user, AccountChange change, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            user ??= await client.FindAsync(server.Users, id, cancellationToken) ?? throw NotFound;
            var reply = await client.ReplaceAsync(server.Users, _accounts.Changed(user, change, server.Schemas), cancellationToken);
            if (ScimFaults.StatusOf(reply) != 412 || tries == MaxReplacements)
            {
                ScimClient.Require(reply, writes: true);
                return;
            }

            // Somebody else was faster: what they wrote must not be lost.
            user = null;
        }
    }

    private async Task<ConnectorResult> RunPlainAsync(Func<ScimClient, ScimServer, CancellationToken, Task> work, CancellationToken cancellationToken) => await RunAsync(
        async (client, server, token) =>
        {
            await work(client, server, token);
            return this;
        },
        cancellationToken);

    /// <summary>Runs a call within its time limit and tells its outcome.</summary>
    protected Task<ConnectorResult<T>> RunAsync<T>(Func<ScimClient, ScimServer, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        where T : class => HttpRun.RunAsync(
            http, settings.Http.Timeout, async (call, token) => await work(new(call), await ServerAsync(call, token), token), cancellationToken);
}
