using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>What accounts hold, while all of them are read.</summary>
/// <param name="settings">Where the groups are.</param>
/// <param name="edges">Groups by the key of the member's distinguished name; null when accounts show their groups.</param>
/// <param name="primary">Groups by their security identifiers.</param>
internal sealed class LdapHeld(LdapGroupSettings settings, ILookup<string, string>? edges, IReadOnlyDictionary<string, string> primary)
{
    /// <summary>True when the groups of an account can be told without asking more.</summary>
    public bool IsKnown(LdapEntry account) => settings.MemberOfAttribute is not { } memberOf || LdapRange.IsWhole(account, memberOf);

    /// <summary>The distinguished names of the groups that hold the account.</summary>
    /// <param name="call">For what is still to be asked.</param>
    public async Task<List<string>> OfAsync(LdapCall call, LdapEntry account, CancellationToken cancellationToken)
    {
        List<string> groups = edges is null
            ? await new LdapMemberships(settings).Shown(call, account, cancellationToken).ToListAsync(cancellationToken)
            : [.. edges[DistinguishedName.Key(account.Dn)]];
        if (PrimaryGroup.SidOf(account) is { } sid && primary.TryGetValue(Convert.ToHexString(sid), out var group))
        {
            groups.Add(group);
        }

        return groups;
    }
}
