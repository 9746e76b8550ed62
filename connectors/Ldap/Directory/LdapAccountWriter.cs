using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>Creates, changes and deletes accounts; access is taken away first and given last.</summary>
internal sealed class LdapAccountWriter
{
    private readonly LdapSettings _settings;
    private readonly LdapAccountSearch _search;
    private readonly LdapGroups? _groups;

    public LdapAccountWriter(LdapSettings settings)
    {
        _settings = settings;
        _search = new(settings);
        _groups = settings.Groups is { } groups ? new(groups) : null;
    }

    private static LdapFaultException NotVisible => LdapFaultException.Refused(
        "ACCOUNT_NOT_VISIBLE", "The directory took the account but does not show it. Give bindDn the right to read it.");

    private LdapGroups Groups => _groups
        ?? throw LdapFaultException.Refused("ENTITLEMENTS_NOT_SUPPORTED", "The target has no groupBaseDn. Set it, or grant no entitlements here.");

    private LdapAccounts Accounts => _search.Accounts;

    public async Task<ObservedAccount> CreateAsync(LdapCall call, NewAccount account, CancellationToken cancellationToken)
    {
        var dn = Accounts.Dn(account);
        RequirePlaced(await call.WriteAsync(LdapRequest.Add(dn, Accounts.Create(account)), cancellationToken));
        try
        {
            foreach (var entitlement in account.Entitlements)
            {
                await Groups.AddAsync(call, entitlement, dn, cancellationToken);
            }

            var created = call.SearchAsync(dn, LdapScope.Base, Accounts.Any, Accounts.Selected, cancellationToken);
            return await _search.ObserveAsync(call, await created.SingleOrDefaultAsync(cancellationToken) ?? throw NotVisible, cancellationToken);
        }
        catch (LdapFaultException e)
        {
            // The account is there without all it should hold: only a read tells the engine what is left to do.
            throw new LdapFaultException(ConnectorResult.Failed(ConnectorStatus.Unknown, e.Outcome.Reason, e.Outcome.Message), e);
        }
    }

    public async Task UpdateAsync(LdapCall call, AccountLocator locator, AccountChange change, CancellationToken cancellationToken)
    {
        var entry = await Accounts.FindAsync(call, locator, cancellationToken) ?? throw LdapAccountSearch.NotFound;
        if (!change.Remove.IsEmpty)
        {
            await RemoveAsync(call, entry, change.Remove, cancellationToken);
        }

        if (Accounts.Modifications(change, entry) is { IsEmpty: false } modifications)
        {
            await call.RequireAsync(LdapRequest.Modify(entry.Dn, modifications), Accounts.Guard(entry), cancellationToken);
        }

        var dn = await RenameAsync(call, entry, change, cancellationToken);
        foreach (var entitlement in change.Add)
        {
            await Groups.AddAsync(call, entitlement, dn, cancellationToken);
        }
    }

    public async Task DeleteAsync(LdapCall call, AccountLocator locator, CancellationToken cancellationToken)
    {
        if (await Accounts.FindAsync(call, locator, cancellationToken) is not { } entry)
        {
            return;
        }

        if (_groups is not null && !_settings.IsActiveDirectory)
        {
            await _groups.RemoveAllAsync(call, await _search.HoldingAsync(call, entry, cancellationToken), entry.Dn, cancellationToken);
        }

        await call.RequireAsync(LdapRequest.Delete(entry.Dn), Accounts.Guard(entry), cancellationToken, LdapResultCode.NoSuchObject);
    }

    private async Task RemoveAsync(LdapCall call, LdapEntry entry, IEnumerable<string> entitlements, CancellationToken cancellationToken)
    {
        var primary = await _search.PrimaryAsync(call, entry, cancellationToken);
        foreach (var entitlement in entitlements)
        {
            if (primary is not null && DistinguishedName.Key(primary) == DistinguishedName.Key(Groups.Dn(entitlement)))
            {
                await LeavePrimaryAsync(call, entry, cancellationToken);
            }

            await Groups.RemoveAsync(call, entitlement, entry.Dn, cancellationToken);
        }
    }

    // The domain makes the account an ordinary member of the group that was its primary one, and only then it can leave.
    private static async Task LeavePrimaryAsync(LdapCall call, LdapEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Texts(PrimaryGroup.NumberAttribute).FirstOrDefault() == PrimaryGroup.Usual)
        {
            throw LdapFaultException.Refused("PRIMARY_GROUP", "An account cannot leave its primary group. Give it another, or do not grant Domain Users.");
        }

        var usual = LdapAttribute.Of(PrimaryGroup.NumberAttribute, PrimaryGroup.Usual);
        await call.RequireAsync(LdapRequest.Modify(entry.Dn, [new(LdapModificationKind.Replace, usual)]), [], cancellationToken);
    }

    /// <summary>The account's dn after a rename, a move to other units, or both in one step.</summary>
    private async Task<string> RenameAsync(LdapCall call, LdapEntry entry, AccountChange change, CancellationToken cancellationToken)
    {
        var name = Accounts.NewRdn(change) ?? DistinguishedName.FirstValue(entry.Dn);
        var present = DistinguishedName.ParentOf(entry.Dn);
        var parent = change.Placement is { } units ? Accounts.Parent(units) : present;
        var moves = DistinguishedName.Key(parent) != DistinguishedName.Key(present);
        if (!moves && DistinguishedName.FirstValue(entry.Dn) == name)
        {
            return entry.Dn;
        }

        var follows = _groups is not null && !_settings.IsActiveDirectory;
        var holding = follows ? await _search.HoldingAsync(call, entry, cancellationToken) : [];
        var rdn = DistinguishedName.Rdn(_settings.RdnAttribute, name);
        RequirePlaced(await call.WriteAsync(LdapRequest.Rename(entry.Dn, rdn, moves ? parent : null), cancellationToken, Accounts.Guard(entry)));
        var renamed = DistinguishedName.Child(_settings.RdnAttribute, name, parent);
        if (follows)
        {
            await Groups.MoveAsync(call, holding, entry.Dn, renamed, cancellationToken);
        }

        return renamed;
    }

    private void RequirePlaced(LdapResult result)
    {
        if (result.Code == LdapResultCode.NoSuchObject)
        {
            throw LdapFaultException.Refused("UNIT_NOT_FOUND", "The organisational unit of the account is not there. Create it, or correct the placement.");
        }

        // Another account name would not help: it is not what names the entry.
        if (result.Code == LdapResultCode.EntryAlreadyExists && _settings.IsRdnMapped && !ActiveDirectoryFaults.IsAccountName(result))
        {
            throw LdapFaultException.Refused("ENTRY_NAME_TAKEN", $"The unit has another entry with this {_settings.RdnAttribute}. Correct its mapping.");
        }

        if (!result.IsSuccess)
        {
            throw new LdapFaultException(LdapFaults.Explain(result));
        }
    }
}
