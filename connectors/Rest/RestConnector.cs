using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Rest.Mapping;
using Prov.Connectors.Rest.Operations;
using Prov.Connectors.Rest.Outcomes;
using Prov.Connectors.Rest.Paging;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Rest;

/// <summary>One server, as its settings describe it.</summary>
internal sealed class RestConnector(RestSettings settings, RestFaults faults, HttpServer http) : IAccountReader, IAccountSearcher, IAccountWriter, IEntitlementReader, IConnector
{
    private readonly RestAccounts _accounts = new(settings);
    private readonly RestPages _pages = new(settings.Paging, faults, http.Url);

    private static HttpFaultException NotFound => HttpFaultException.Of(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account.");

    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => RunPlainAsync(
        async (call, token) =>
        {
            var list = Declared(settings.List, "list.path");
            await using var items = _pages.ReadAsync(call, list.AskToRead(new()), settings.Items, token).GetAsyncEnumerator(token);
            await items.MoveNextAsync();
        },
        cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) => RunAsync(
        async (call, token) => Observe(await FindAsync(call, locator, token) ?? throw NotFound), cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) =>
        RunAsync((call, token) => CreateAsync(call, account, token), cancellationToken);

    public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) =>
        RunPlainAsync((call, token) => UpdateAsync(call, locator, change, token), cancellationToken);

    public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) => RunPlainAsync(
        async (call, token) =>
        {
            var delete = Declared(settings.Delete, "delete.path");
            var values = await ValuesAsync(call, locator, token);
            if (values is not null)
            {
                await RequireAsync(call, delete.Ask(values, delete.Body is null ? null : delete.Start()), token, ConnectorStatus.NotFound);
            }
        },
        cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(CancellationToken cancellationToken) =>
        HttpStreaming.RunAsync(http, settings.Http.Timeout, SearchAsync, cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(CancellationToken cancellationToken) =>
        HttpStreaming.RunAsync(http, settings.Http.Timeout, ReadEntitlementsAsync, cancellationToken);

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static RestOperation Declared(RestOperation? operation, string setting) => operation
        ?? throw HttpFaultException.Refused("OPERATION_NOT_DECLARED", $"The target does not say how to do this. Set {setting}.");

    private async IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(HttpCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> before = [], now = [];
        await foreach (var element in _pages.ReadAsync(call, Declared(settings.List, "list.path").AskToRead(new()), settings.Items, cancellationToken))
        {
            if (_accounts.Observe(element) is not { } account)
            {
                yield return ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.Refused, "OBJECT_UNREADABLE", "The server lists an account without id or name. Correct idPath or namePath.");
                continue;
            }

            // A list that shifts while it is read shows the same account again on the next page.
            if (before.Contains(account.NativeId) || !now.Add(account.NativeId))
            {
                continue;
            }

            if (now.Count == settings.Paging.Size)
            {
                (before, now) = (now, []);
            }

            yield return ConnectorResult<ObservedAccount>.Of(account);
        }
    }

    private async IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(HttpCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (settings.Entitlements is not { } list)
        {
            yield break;
        }

        await foreach (var element in _pages.ReadAsync(call, list.AskToRead(new()), settings.EntitlementItems, cancellationToken))
        {
            if (element.At(settings.EntitlementName).FirstOrDefault()?.ToString() is { Length: > 0 } name)
            {
                yield return ConnectorResult<ObservedEntitlement>.Of(new(name, name));
            }
        }
    }

    private async Task<JsonNode?> FindAsync(HttpCall call, AccountLocator locator, CancellationToken cancellationToken)
    {
        if (locator.NativeId is { } id && settings.Get is { } get)
        {
            var reply = await call.SendAsync(get.AskToRead(new(id, locator.Name)), cancellationToken);
            var outcome = faults.Explain(reply, writes: false);
            return outcome.Status == ConnectorStatus.NotFound ? null : outcome.IsDone ? One(reply) : throw new HttpFaultException(outcome);
        }

        var search = settings.Find ?? Declared(settings.List, "list.path");
        var found = new List<JsonNode>();
        await foreach (var element in FoundAsync(call, search.AskToRead(new(locator.NativeId ?? "", locator.Name)), cancellationToken))
        {
            var fits = locator.NativeId is { } wanted ? _accounts.IdOf(element) == wanted : string.Equals(_accounts.NameOf(element), locator.Name, StringComparison.OrdinalIgnoreCase);
            if (fits && element is not null)
            {
                found.Add(element);
            }
        }

        return found.Find(a => _accounts.NameOf(a) == locator.Name)
            ?? (found.Count < 2 ? found.SingleOrDefault() : throw HttpFaultException.Refused("NAME_AMBIGUOUS", "Several accounts have this name. Rename one."));
    }

    // Some servers answer 404 to a search that finds nothing.
    private async IAsyncEnumerable<JsonNode?> FoundAsync(HttpCall call, HttpAsk ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = _pages.ReadAsync(call, ask, settings.Items, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(pages))
        {
            yield return pages.Current;
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<JsonNode?> pages)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (HttpFaultException e) when (e.Outcome.Status == ConnectorStatus.NotFound)
        {
            return false;
        }
    }

    private async Task<RestValues?> ValuesAsync(HttpCall call, AccountLocator locator, CancellationToken cancellationToken) => locator.NativeId is { } id
        ? new(id, locator.Name)
        : await FindAsync(call, locator, cancellationToken) is { } found && _accounts.IdOf(found) is { } foundId ? new(foundId, _accounts.NameOf(found) ?? locator.Name) : null;

    private async Task<ObservedAccount> CreateAsync(HttpCall call, NewAccount account, CancellationToken cancellationToken)
    {
        var create = Declared(settings.Create, "create.path");
        var body = create.Start();
        _accounts.Put(body, account);
        var reply = await RequireAsync(call, create.Ask(new(Name: account.Name), body), cancellationToken);
        var shown = reply.Body is null ? null : _accounts.Observe(OneOrNull(reply));
        var created = shown ?? Observe(await FindAsync(call, new(account.Name, null), cancellationToken) ?? throw HttpFaultException.Refused(
            "ACCOUNT_NOT_VISIBLE", "The server took the account but does not show it. Correct find.path or list.path."));
        if (!account.Enabled && settings.Enabled is null)
        {
            await SetStateAsync(call, new(created.NativeId, created.Name), enabled: false, cancellationToken);
        }

        foreach (var entitlement in account.Entitlements)
        {
            await RequireAsync(call, Membership(settings.Grant, "grant.path", created.NativeId, created.Name, entitlement), cancellationToken);
        }

        return created with { Enabled = account.Enabled, Entitlements = [.. account.Entitlements.Order(StringComparer.Ordinal)] };
    }

    // Access is taken away first and given last.
    private async Task UpdateAsync(HttpCall call, AccountLocator locator, AccountChange change, CancellationToken cancellationToken)
    {
        var changesBody = change.Name is not null || !change.Set.IsEmpty || (change.Enabled is not null && settings.Enabled is not null && settings.Update is not null);
        var account = locator.NativeId is null || settings.UpdatesWhole || !changesBody ? await FindAsync(call, locator, cancellationToken) ?? throw NotFound : null;
        var values = new RestValues(locator.NativeId ?? _accounts.IdOf(account)!, _accounts.NameOf(account) ?? locator.Name);
        foreach (var entitlement in change.Remove)
        {
            await RequireAsync(call, Membership(settings.Revoke, "revoke.path", values.Id, values.Name, entitlement), cancellationToken, ConnectorStatus.NotFound);
        }

        var byOperation = change.Enabled == true ? settings.Enable : settings.Disable;
        if (change.Enabled == false && byOperation is not null)
        {
            await SetStateAsync(call, values, enabled: false, cancellationToken);
        }

        if (change.Name is not null || !change.Set.IsEmpty || (change.Enabled is not null && byOperation is null))
        {
            var update = Declared(settings.Update, "update.path");
            var body = settings.UpdatesWhole && account is JsonObject whole ? (JsonObject)whole.DeepClone() : update.Start();
            _accounts.PutChange(body, change, withState: byOperation is null || settings.UpdatesWhole, settings.UpdatesWhole);
            await RequireAsync(call, update.Ask(values, body), cancellationToken);
        }

        if (change.Enabled == true && byOperation is not null)
        {
            await SetStateAsync(call, values, enabled: true, cancellationToken);
        }

        foreach (var entitlement in change.Add)
        {
            await RequireAsync(call, Membership(settings.Grant, "grant.path", values.Id, values.Name, entitlement), cancellationToken, ConnectorStatus.Conflict);
        }
    }

    private async Task SetStateAsync(HttpCall call, RestValues values, bool enabled, CancellationToken cancellationToken)
    {
        var operation = enabled ? Declared(settings.Enable, "enable.path") : Declared(settings.Disable, "disable.path");
        await RequireAsync(call, operation.Ask(values, operation.Body is null ? null : operation.Start()), cancellationToken);
    }

    private static HttpAsk Membership(RestOperation? operation, string setting, string id, string name, string entitlement)
    {
        var declared = Declared(operation, setting);
        return declared.Ask(new(id, name, entitlement), declared.Body is null ? null : declared.Start());
    }

    // Statuses in good say that it is so already.
    private async Task<HttpReply> RequireAsync(HttpCall call, HttpAsk ask, CancellationToken cancellationToken, params ConnectorStatus[] good)
    {
        var reply = await call.SendAsync(ask with { Writes = true }, cancellationToken);
        var outcome = faults.Explain(reply, writes: true);
        return outcome.IsDone || good.Contains(outcome.Status) ? reply : throw new HttpFaultException(outcome);
    }

    private JsonNode? OneOrNull(HttpReply reply) => reply.Body.At(settings.Item).FirstOrDefault();

    private JsonNode One(HttpReply reply) => OneOrNull(reply) ?? throw HttpFaultException.Of(
        ConnectorStatus.Unavailable, "ACCOUNT_NOT_SHOWN", $"The server's answer has no account at {settings.Item.Text}. Correct item.");

    private ObservedAccount Observe(JsonNode account) => _accounts.Observe(account) ?? throw HttpFaultException.Refused(
        "OBJECT_UNREADABLE", "The server shows an account without id or name. Correct idPath or namePath.");

    private async Task<ConnectorResult> RunPlainAsync(Func<HttpCall, CancellationToken, Task> work, CancellationToken cancellationToken) => await RunAsync(
        async (call, token) =>
        {
            await work(call, token);
            return this;
        },
        cancellationToken);

    private Task<ConnectorResult<T>> RunAsync<T>(Func<HttpCall, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        where T : class => HttpRun.RunAsync(http, settings.Http.Timeout, work, cancellationToken);
}
