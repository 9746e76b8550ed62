using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>Entitlements as membership of groups. Each change adds or deletes one value of one group, and may be repeated.</summary>
internal sealed class LdapGroups(LdapGroupSettings settings)
{
    private readonly LdapFilter _any = LdapFilter.Equal("objectClass", settings.ObjectClass);

    public async Task AddAsync(LdapCall call, string entitlement, string member, CancellationToken cancellationToken)
    {
        var result = await call.WriteAsync(Change(Dn(entitlement), LdapModificationKind.Add, member), cancellationToken);
        if (result.Code == LdapResultCode.NoSuchObject)
        {
            throw LdapFaultException.Refused("ENTITLEMENT_NOT_FOUND", "The directory has no group for an entitlement. Make it or correct the policy.");
        }

        if (!result.IsSuccess && result.Code != LdapResultCode.AttributeOrValueExists)
        {
            throw new LdapFaultException(LdapFaults.Explain(result));
        }
    }

    public Task RemoveAsync(LdapCall call, string entitlement, string member, CancellationToken cancellationToken) =>
        RemoveFromAsync(call, Dn(entitlement), member, cancellationToken);

    public async Task RemoveAllAsync(LdapCall call, string member, CancellationToken cancellationToken)
    {
        foreach (var group in await HoldingAsync(call, member, cancellationToken))
        {
            await RemoveFromAsync(call, group.Dn, member, cancellationToken);
        }
    }

    /// <summary>Follows a rename. The server's own overlay may have been first, which is no fault.</summary>
    public async Task MoveAsync(LdapCall call, IEnumerable<LdapEntry> groups, string from, string to, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            await call.RequireAsync(Change(group.Dn, LdapModificationKind.Add, to), cancellationToken, LdapResultCode.AttributeOrValueExists);
            await RemoveFromAsync(call, group.Dn, from, cancellationToken);
        }
    }

    /// <summary>The groups that hold the member.</summary>
    public async Task<List<LdapEntry>> HoldingAsync(LdapCall call, string member, CancellationToken cancellationToken)
    {
        var filter = LdapFilter.All(_any, LdapFilter.Equal(settings.MemberAttribute, member));
        var groups = new List<LdapEntry>();
        await foreach (var group in call.SearchAsync(settings.BaseDn, LdapScope.Subtree, filter, [settings.RdnAttribute], cancellationToken))
        {
            groups.Add(group);
        }

        return groups;
    }

    /// <summary>All memberships: entitlements by the key of the member's distinguished name.</summary>
    public async Task<ILookup<string, string>> ReadAllAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var edges = new List<(string Member, string Entitlement)>();
        await foreach (var group in call.SearchAsync(settings.BaseDn, LdapScope.Subtree, _any, [settings.RdnAttribute, settings.MemberAttribute], cancellationToken))
        {
            var entitlement = Entitlement(group);
            edges.AddRange(group.Texts(settings.MemberAttribute).Select(member => (DistinguishedName.Key(member), entitlement)));
        }

        return edges.ToLookup(e => e.Member, e => e.Entitlement);
    }

    public IAsyncEnumerable<ObservedEntitlement> ListAsync(LdapCall call, CancellationToken cancellationToken) => call
        .SearchAsync(settings.BaseDn, LdapScope.Subtree, _any, [settings.RdnAttribute], cancellationToken)
        .Select(group => new ObservedEntitlement(Entitlement(group), DistinguishedName.FirstValue(group.Dn)));

    public string Entitlement(LdapEntry group) => settings.ByDn ? group.Dn : DistinguishedName.FirstValue(group.Dn);

    private string Dn(string entitlement)
    {
        if (!settings.ByDn)
        {
            return DistinguishedName.Child(settings.RdnAttribute, entitlement, settings.BaseDn);
        }

        return DistinguishedName.IsBelow(entitlement, settings.BaseDn)
            ? entitlement
            : throw LdapFaultException.Refused("ENTITLEMENT_OUT_OF_SCOPE", "An entitlement names an entry that is not below groupBaseDn. Correct the policy.");
    }

    private async Task RemoveFromAsync(LdapCall call, string group, string member, CancellationToken cancellationToken)
    {
        var result = await call.WriteAsync(Change(group, LdapModificationKind.Delete, member), cancellationToken);
        if (result.Code == LdapResultCode.ObjectClassViolation && settings.EmptyMember is { } empty)
        {
            result = await call.WriteAsync(Replace(group, member, empty), cancellationToken);
        }

        if (!result.IsSuccess && result.Code is not (LdapResultCode.NoSuchAttribute or LdapResultCode.NoSuchObject))
        {
            throw new LdapFaultException(result.Code == LdapResultCode.ObjectClassViolation
                ? ConnectorResult.Failed(ConnectorStatus.Refused, "LAST_MEMBER", "A group must have a member and this is its last. Set emptyMember.")
                : LdapFaults.Explain(result));
        }
    }

    private Action<System.Formats.Asn1.AsnWriter> Change(string group, LdapModificationKind kind, string member) =>
        LdapRequest.Modify(group, [new(kind, LdapAttribute.Of(settings.MemberAttribute, member))]);

    private Action<System.Formats.Asn1.AsnWriter> Replace(string group, string member, string by) => LdapRequest.Modify(
        group,
        [
            new(LdapModificationKind.Add, LdapAttribute.Of(settings.MemberAttribute, by)),
            new(LdapModificationKind.Delete, LdapAttribute.Of(settings.MemberAttribute, member)),
        ]);
}
