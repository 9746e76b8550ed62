using System.Globalization;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>
/// Memberships one by one. Where accounts show their groups, accounts are read and no group, so that a group of any size is never one message;
/// otherwise groups are, in ranges where the directory gives them.
/// </summary>
internal sealed class LdapEdges(LdapSettings settings, LdapGroupSettings groups, LdapAccounts accounts)
{
    private readonly LdapGroups _groups = new(groups);
    private readonly LdapMemberships _memberships = new(groups);
    private readonly LdapFilter _anyGroup = LdapFilter.Equal("objectClass", groups.ObjectClass);

    public IAsyncEnumerable<Membership> ReadAsync(LdapCall call, string? entitlement, CancellationToken cancellationToken) => groups.MemberOfAttribute is null
        ? FromGroupsAsync(call, entitlement, cancellationToken)
        : FromAccountsAsync(call, entitlement, cancellationToken);

    private async IAsyncEnumerable<Membership> FromAccountsAsync(LdapCall call, string? entitlement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var holders = accounts.Any;
        if (entitlement is not null)
        {
            if (await HoldersAsync(call, _groups.Dn(entitlement), cancellationToken) is not { } filter)
            {
                yield break;
            }

            holders = LdapFilter.All(accounts.Any, filter);
        }

        var held = entitlement is null ? await _memberships.ReadAllAsync(call, cancellationToken) : null;
        string[] attributes = [settings.EntryId.Attribute, .. _memberships.Selected];
        var incomplete = new List<LdapEntry>();
        await foreach (var entry in call.SearchAsync(settings.BaseDn, LdapScope.Subtree, holders, attributes, cancellationToken))
        {
            if (held is not null && !held.IsKnown(entry))
            {
                incomplete.Add(entry);
                continue;
            }

            foreach (var right in entitlement is null ? await RightsAsync(call, held!, entry, cancellationToken) : [entitlement])
            {
                yield return new(right, new("", settings.EntryId.Of(entry)));
            }
        }

        foreach (var entry in incomplete)
        {
            foreach (var right in await RightsAsync(call, held!, entry, cancellationToken))
            {
                yield return new(right, new("", settings.EntryId.Of(entry)));
            }
        }
    }

    private async Task<IEnumerable<string>> RightsAsync(LdapCall call, LdapHeld held, LdapEntry entry, CancellationToken cancellationToken) =>
        (await held.OfAsync(call, entry, cancellationToken)).Select(_groups.Entitlement);

    /// <summary>Who holds a group, as members or as their primary group; null when it is not there.</summary>
    private async Task<LdapFilter?> HoldersAsync(LdapCall call, string group, CancellationToken cancellationToken)
    {
        if (await call.ReadEntryAsync(group, [PrimaryGroup.SidAttribute], cancellationToken) is not { } entry)
        {
            return null;
        }

        var members = LdapFilter.Equal(groups.MemberOfAttribute!, entry.Dn);
        return entry.Values(PrimaryGroup.SidAttribute) is [{ Length: > 8 } sid, ..]
            ? LdapFilter.Any(members, LdapFilter.Equal(PrimaryGroup.NumberAttribute, PrimaryGroup.NumberOf(sid).ToString(CultureInfo.InvariantCulture)))
            : members;
    }

    private async IAsyncEnumerable<Membership> FromGroupsAsync(LdapCall call, string? entitlement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var group in await NamesAsync(call, entitlement, cancellationToken))
        {
            if (await call.ReadEntryAsync(group, [groups.KeepsLinks ? LdapRange.First(groups.MemberAttribute) : groups.MemberAttribute], cancellationToken) is not { } entry)
            {
                continue;
            }

            await foreach (var member in LdapRange.ReadAsync(call, entry, groups.MemberAttribute, cancellationToken))
            {
                if (DistinguishedName.IsBelow(member, settings.BaseDn) && await LocateAsync(call, member, cancellationToken) is { } account)
                {
                    yield return new(_groups.Entitlement(group), account);
                }
            }
        }
    }

    private async Task<List<string>> NamesAsync(LdapCall call, string? entitlement, CancellationToken cancellationToken) => entitlement is not null
        ? [_groups.Dn(entitlement)]
        : await call.SearchAsync(groups.BaseDn, LdapScope.Subtree, _anyGroup, ["1.1"], cancellationToken).Select(g => g.Dn).ToListAsync(cancellationToken);

    // Where the account's name is not in that of the entry, the entry must be asked.
    private async Task<AccountLocator?> LocateAsync(LdapCall call, string member, CancellationToken cancellationToken)
    {
        if (settings.NameAttribute == settings.RdnAttribute)
        {
            return new(DistinguishedName.FirstValue(member), null);
        }

        return await call.ReadEntryAsync(member, [settings.EntryId.Attribute], cancellationToken) is { } entry ? new("", settings.EntryId.Of(entry)) : null;
    }
}
