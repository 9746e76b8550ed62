using System.Collections.Immutable;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>Reads which groups hold an account; never a whole group, unless all memberships are wanted and accounts do not show them.</summary>
internal sealed class LdapMemberships(LdapGroupSettings settings)
{
    private readonly LdapFilter _any = LdapFilter.Equal("objectClass", settings.ObjectClass);

    /// <summary>What is to be read of an account for it.</summary>
    public ImmutableArray<string> Selected { get; } =
        [.. settings.MemberOfAttribute is { } memberOf ? [memberOf] : Array.Empty<string>(), .. settings.KeepsLinks ? PrimaryGroup.Selected : []];

    /// <summary>The distinguished names of the groups that hold the account.</summary>
    public async Task<List<string>> HoldingAsync(LdapCall call, LdapEntry account, CancellationToken cancellationToken)
    {
        var groups = settings.MemberOfAttribute is null
            ? await SearchAsync(call, LdapFilter.Equal(settings.MemberAttribute, account.Dn), cancellationToken)
            : await Shown(call, account, cancellationToken).ToListAsync(cancellationToken);
        if (await PrimaryAsync(call, account, cancellationToken) is { } primary)
        {
            groups.Add(primary);
        }

        return groups;
    }

    /// <summary>The account's primary group, of which it is no listed member; null when it has none or it is not among the groups.</summary>
    public async Task<string?> PrimaryAsync(LdapCall call, LdapEntry account, CancellationToken cancellationToken) =>
        settings.KeepsLinks && PrimaryGroup.SidOf(account) is { } sid
            ? (await SearchAsync(call, LdapFilter.Equal(PrimaryGroup.SidAttribute, sid), cancellationToken)).FirstOrDefault()
            : null;

    /// <summary>What all accounts hold, to be looked up while they are read.</summary>
    public async Task<LdapHeld> ReadAllAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var primary = settings.KeepsLinks ? await ReadSidsAsync(call, cancellationToken) : [];
        var edges = settings.MemberOfAttribute is null ? await ReadEdgesAsync(call, cancellationToken) : null;
        return new(settings, edges, primary);
    }

    /// <summary>The groups that an account shows itself.</summary>
    public IAsyncEnumerable<string> Shown(LdapCall call, LdapEntry account, CancellationToken cancellationToken) =>
        LdapRange.ReadAsync(call, account, settings.MemberOfAttribute!, cancellationToken).Where(dn => DistinguishedName.IsBelow(dn, settings.BaseDn));

    private async Task<List<string>> SearchAsync(LdapCall call, LdapFilter filter, CancellationToken cancellationToken) => await call
        .SearchAsync(settings.BaseDn, LdapScope.Subtree, LdapFilter.All(_any, filter), ["1.1"], cancellationToken)
        .Select(group => group.Dn).ToListAsync(cancellationToken);

    private async Task<Dictionary<string, string>> ReadSidsAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, string>();
        await foreach (var group in call.SearchAsync(settings.BaseDn, LdapScope.Subtree, _any, [PrimaryGroup.SidAttribute], cancellationToken))
        {
            call.Progress();
            groups[Convert.ToHexString(group.Values(PrimaryGroup.SidAttribute).FirstOrDefault() ?? [])] = group.Dn;
        }

        return groups;
    }

    private async Task<ILookup<string, string>> ReadEdgesAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var edges = new List<(string Member, string Group)>();
        var large = new List<LdapEntry>();
        var members = settings.KeepsLinks ? LdapRange.First(settings.MemberAttribute) : settings.MemberAttribute;
        await foreach (var group in call.SearchAsync(settings.BaseDn, LdapScope.Subtree, _any, [members], cancellationToken))
        {
            call.Progress();
            if (LdapRange.IsWhole(group, settings.MemberAttribute))
            {
                edges.AddRange(await EdgesAsync(call, group, cancellationToken));
            }
            else
            {
                large.Add(group);
            }
        }

        foreach (var group in large)
        {
            edges.AddRange(await EdgesAsync(call, group, cancellationToken));
        }

        return edges.ToLookup(e => e.Member, e => e.Group);
    }

    private async Task<List<(string Member, string Group)>> EdgesAsync(LdapCall call, LdapEntry group, CancellationToken cancellationToken) => await LdapRange
        .ReadAsync(call, group, settings.MemberAttribute, cancellationToken)
        .Select(member => (DistinguishedName.Key(member), group.Dn)).ToListAsync(cancellationToken);
}
