using System.Collections.Immutable;
using System.Formats.Asn1;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>
/// Entitlements as membership of groups. Each change adds or deletes one value of one group, may be repeated, and costs the same however
/// many members the group has.
/// </summary>
internal sealed class LdapGroups(LdapGroupSettings settings)
{
    // Active Directory then takes a member that is there already, or not there, for no fault ([MS-ADTS] 3.1.1.3.4.1.8).
    private readonly ImmutableArray<LdapControl> _repeatable = settings.KeepsLinks ? [new("1.2.840.113556.1.4.1413", true, null)] : [];
    private readonly LdapFilter _any = LdapFilter.Equal("objectClass", settings.ObjectClass);

    public async Task AddAsync(LdapCall call, string entitlement, string member, CancellationToken cancellationToken)
    {
        var result = await ChangeAsync(call, Dn(entitlement), LdapModificationKind.Add, member, cancellationToken);
        if (result.Code == LdapResultCode.NoSuchObject)
        {
            throw LdapFaultException.Refused("ENTITLEMENT_NOT_FOUND", "The directory has no group for an entitlement. Make it or correct the policy.");
        }

        // Domain controllers say that the entry exists when the group is the member's primary one.
        var isHeld = result.Code == LdapResultCode.AttributeOrValueExists || (settings.KeepsLinks && result.Code == LdapResultCode.EntryAlreadyExists);
        if (!result.IsSuccess && !isHeld)
        {
            throw new LdapFaultException(LdapFaults.Explain(result));
        }
    }

    public Task RemoveAsync(LdapCall call, string entitlement, string member, CancellationToken cancellationToken) =>
        RemoveFromAsync(call, Dn(entitlement), member, cancellationToken);

    public async Task RemoveAllAsync(LdapCall call, IEnumerable<string> groups, string member, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            await RemoveFromAsync(call, group, member, cancellationToken);
        }
    }

    /// <summary>Follows a rename. The server's own overlay may have been first, which is no fault.</summary>
    public async Task MoveAsync(LdapCall call, IEnumerable<string> groups, string from, string to, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            var added = await ChangeAsync(call, group, LdapModificationKind.Add, to, cancellationToken);
            if (!added.IsSuccess && added.Code != LdapResultCode.AttributeOrValueExists)
            {
                throw new LdapFaultException(LdapFaults.Explain(added));
            }

            await RemoveFromAsync(call, group, from, cancellationToken);
        }
    }

    public IAsyncEnumerable<ObservedEntitlement> ListAsync(LdapCall call, CancellationToken cancellationToken) => call
        .SearchAsync(settings.BaseDn, LdapScope.Subtree, _any, [settings.RdnAttribute], cancellationToken)
        .Select(group => new ObservedEntitlement(Entitlement(group.Dn), DistinguishedName.FirstValue(group.Dn)));

    /// <summary>What a group is called as an entitlement.</summary>
    public string Entitlement(string group) => settings.ByDn ? group : DistinguishedName.FirstValue(group);

    /// <exception cref="LdapFaultException">It names something else than a group.</exception>
    public string Dn(string entitlement)
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
        var result = await ChangeAsync(call, group, LdapModificationKind.Delete, member, cancellationToken);
        if (result.Code == LdapResultCode.ObjectClassViolation && settings.EmptyMember is { } empty)
        {
            result = await call.WriteAsync(Replace(group, member, empty), cancellationToken);
        }

        var isGone = result.IsSuccess || result.Code is LdapResultCode.NoSuchAttribute or LdapResultCode.NoSuchObject
            || (settings.KeepsLinks && result.Code == LdapResultCode.UnwillingToPerform && !await HoldsAsync(call, group, member, cancellationToken));
        if (!isGone)
        {
            throw new LdapFaultException(result.Code == LdapResultCode.ObjectClassViolation
                ? ConnectorResult.Failed(ConnectorStatus.Refused, "LAST_MEMBER", "A group must have a member and this is its last. Set emptyMember.")
                : LdapFaults.Explain(result));
        }
    }

    // Some controllers refuse to remove who is not a member.
    private async Task<bool> HoldsAsync(LdapCall call, string group, string member, CancellationToken cancellationToken) => await call
        .SearchAsync(group, LdapScope.Base, LdapFilter.Equal(settings.MemberAttribute, member), ["1.1"], cancellationToken).CountAsync(cancellationToken) > 0;

    private Task<LdapResult> ChangeAsync(LdapCall call, string group, LdapModificationKind kind, string member, CancellationToken cancellationToken) =>
        call.WriteAsync(LdapRequest.Modify(group, [new(kind, LdapAttribute.Of(settings.MemberAttribute, member))]), cancellationToken, _repeatable);

    private Action<AsnWriter> Replace(string group, string member, string by) => LdapRequest.Modify(
        group,
        [
            new(LdapModificationKind.Add, LdapAttribute.Of(settings.MemberAttribute, by)),
            new(LdapModificationKind.Delete, LdapAttribute.Of(settings.MemberAttribute, member)),
        ]);
}
