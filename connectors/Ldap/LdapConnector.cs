using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Directory;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Ldap;

/// <summary>One directory. A call is a few operations, because LDAP has no transactions: each can be repeated without harm.</summary>
internal sealed class LdapConnector : IAccountReader, IAccountSearcher, IAccountWriter, IEntitlementReader, IConnector
{
    private readonly LdapSettings _settings;
    private readonly LdapSessionPool _pool;
    private readonly LdapAccounts _accounts;
    private readonly LdapGroups? _groups;

    public LdapConnector(LdapSettings settings, LdapSessionPool pool)
    {
        _settings = settings;
        _pool = pool;
        _accounts = new(settings);
        _groups = settings.Groups is { } groups ? new(groups) : null;
    }

    private static LdapFaultException NotFound => new(ConnectorResult.Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account."));

    private static LdapFaultException NotVisible => LdapFaultException.Refused(
        "ACCOUNT_NOT_VISIBLE", "The directory took the account but does not show it. Give bindDn the right to read it.");

    public async Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => await RunAsync(
        async (call, token) =>
        {
            foreach (var baseDn in new[] { _settings.BaseDn, _settings.Groups?.BaseDn }.OfType<string>())
            {
                await call.SearchAsync(baseDn, LdapScope.Base, LdapFilter.Present("objectClass"), ["1.1"], token).CountAsync(token);
            }

            return this;
        },
        cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) => RunAsync(
        async (call, token) => await ObserveAsync(call, await _accounts.FindAsync(call, locator, token) ?? throw NotFound, token), cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) =>
        RunAsync((call, token) => CreateAsync(call, account, token), cancellationToken);

    public async Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) =>
        await RunAsync((call, token) => UpdateAsync(call, locator, change, token), cancellationToken);

    public async Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        await RunAsync((call, token) => DeleteAsync(call, locator, token), cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(CancellationToken cancellationToken) =>
        LdapStreaming.RunAsync(_pool, _settings.Timeout, SearchAsync, cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(CancellationToken cancellationToken) => LdapStreaming.RunAsync(
        _pool, _settings.Timeout, (call, token) => _groups?.ListAsync(call, token) ?? AsyncEnumerable.Empty<ObservedEntitlement>(), cancellationToken);

    public ValueTask DisposeAsync()
    {
        _pool.Dispose();
        return ValueTask.CompletedTask;
    }

    private LdapGroups Groups => _groups
        ?? throw LdapFaultException.Refused("ENTITLEMENTS_NOT_SUPPORTED", "The target has no groupBaseDn. Set it, or grant no entitlements here.");

    private async Task<ObservedAccount> CreateAsync(LdapCall call, NewAccount account, CancellationToken cancellationToken)
    {
        var dn = _accounts.Dn(account.Name, account.Placement);
        RequirePlaced(await call.WriteAsync(LdapRequest.Add(dn, _accounts.Create(account)), cancellationToken));
        try
        {
            foreach (var entitlement in account.Entitlements)
            {
                await Groups.AddAsync(call, entitlement, dn, cancellationToken);
            }

            var created = call.SearchAsync(dn, LdapScope.Base, _accounts.Any, _accounts.Selected, cancellationToken);
            return await ObserveAsync(call, await created.SingleOrDefaultAsync(cancellationToken) ?? throw NotVisible, cancellationToken);
        }
        catch (LdapFaultException e)
        {
            // The account is there without all it should hold: only a read tells the engine what is left to do.
            throw new LdapFaultException(ConnectorResult.Failed(ConnectorStatus.Unknown, e.Outcome.Reason, e.Outcome.Message), e);
        }
    }

    // Access is taken away first and given last.
    private async Task<LdapConnector> UpdateAsync(LdapCall call, AccountLocator locator, AccountChange change, CancellationToken cancellationToken)
    {
        var entry = await _accounts.FindAsync(call, locator, cancellationToken) ?? throw NotFound;
        foreach (var entitlement in change.Remove)
        {
            await Groups.RemoveAsync(call, entitlement, entry.Dn, cancellationToken);
        }

        if (_accounts.Modifications(change) is { IsEmpty: false } modifications)
        {
            await call.RequireAsync(LdapRequest.Modify(entry.Dn, modifications), cancellationToken);
        }

        var dn = await RenameAsync(call, entry.Dn, change, cancellationToken);
        foreach (var entitlement in change.Add)
        {
            await Groups.AddAsync(call, entitlement, dn, cancellationToken);
        }

        return this;
    }

    /// <summary>The account's dn after a rename, a move to other units, or both in one step.</summary>
    private async Task<string> RenameAsync(LdapCall call, string dn, AccountChange change, CancellationToken cancellationToken)
    {
        var name = change.Name ?? DistinguishedName.FirstValue(dn);
        var present = DistinguishedName.ParentOf(dn);
        var parent = change.Placement is { } units ? _accounts.Parent(units) : present;
        var moves = DistinguishedName.Key(parent) != DistinguishedName.Key(present);
        if (!moves && DistinguishedName.FirstValue(dn) == name)
        {
            return dn;
        }

        var holding = _groups is null ? [] : await _groups.HoldingAsync(call, dn, cancellationToken);
        var rdn = DistinguishedName.Rdn(_settings.RdnAttribute, name);
        RequirePlaced(await call.WriteAsync(LdapRequest.Rename(dn, rdn, moves ? parent : null), cancellationToken));
        var renamed = DistinguishedName.Child(_settings.RdnAttribute, name, parent);
        if (_groups is not null)
        {
            await _groups.MoveAsync(call, holding, dn, renamed, cancellationToken);
        }

        return renamed;
    }

    private static void RequirePlaced(LdapResult result)
    {
        if (result.Code == LdapResultCode.NoSuchObject)
        {
            throw LdapFaultException.Refused("UNIT_NOT_FOUND", "The organisational unit of the account is not there. Create it, or correct the placement.");
        }

        if (!result.IsSuccess)
        {
            throw new LdapFaultException(LdapFaults.Explain(result));
        }
    }

    private async Task<LdapConnector> DeleteAsync(LdapCall call, AccountLocator locator, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(call, locator, cancellationToken) is not { } entry)
        {
            return this;
        }

        if (_groups is not null)
        {
            await _groups.RemoveAllAsync(call, entry.Dn, cancellationToken);
        }

        await call.RequireAsync(LdapRequest.Delete(entry.Dn), cancellationToken, LdapResultCode.NoSuchObject);
        return this;
    }

    private async IAsyncEnumerable<ObservedAccount> SearchAsync(LdapCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = _groups is null ? null : await _groups.ReadAllAsync(call, cancellationToken);
        await foreach (var entry in call.SearchAsync(_settings.BaseDn, LdapScope.Subtree, _accounts.Any, _accounts.Selected, cancellationToken))
        {
            yield return _accounts.Observe(entry, held?[DistinguishedName.Key(entry.Dn)] ?? []);
        }
    }

    private async Task<ObservedAccount> ObserveAsync(LdapCall call, LdapEntry entry, CancellationToken cancellationToken)
    {
        var groups = _groups is null ? [] : await _groups.HoldingAsync(call, entry.Dn, cancellationToken);
        return _accounts.Observe(entry, groups.Select(group => _groups!.Entitlement(group)));
    }

    private async Task<ConnectorResult<T>> RunAsync<T>(Func<LdapCall, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(_settings.Timeout);
        LdapCall? call = null;
        try
        {
            using var lease = await _pool.RentAsync(limited.Token);
            call = new(lease.Session);
            return ConnectorResult<T>.Of(await work(call, limited.Token));
        }
        catch (Exception e) when (e is LdapFaultException or OperationCanceledException or IOException or AsnContentException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ConnectorResult<T>.From(LdapFaults.Explain(e, call));
        }
    }
}
