using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>Reads accounts with what they hold.</summary>
internal sealed class LdapAccountSearch
{
    private const int IdsAtOnce = 100;
    private readonly LdapSettings _settings;
    private readonly LdapGroups? _groups;
    private readonly LdapMemberships? _memberships;

    public LdapAccountSearch(LdapSettings settings)
    {
        _settings = settings;
        _groups = settings.Groups is { } groups ? new(groups) : null;
        _memberships = settings.Groups is { } read ? new(read) : null;
        Accounts = new(settings, _memberships?.Selected ?? []);
    }

    public LdapAccounts Accounts { get; }

    public static LdapFaultException NotFound => new(ConnectorResult.Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account."));

    /// <exception cref="LdapFaultException">There is none.</exception>
    public async Task<ObservedAccount> ReadAsync(LdapCall call, AccountLocator locator, CancellationToken cancellationToken) =>
        await ObserveAsync(call, await Accounts.FindAsync(call, locator, cancellationToken) ?? throw NotFound, cancellationToken);

    /// <summary>The distinguished names of the groups that hold an account.</summary>
    public async Task<IReadOnlyList<string>> HoldingAsync(LdapCall call, LdapEntry entry, CancellationToken cancellationToken) =>
        _memberships is null ? [] : await _memberships.HoldingAsync(call, entry, cancellationToken);

    /// <summary>The account's primary group; null when it has none among the groups.</summary>
    public async Task<string?> PrimaryAsync(LdapCall call, LdapEntry entry, CancellationToken cancellationToken) =>
        _memberships is null ? null : await _memberships.PrimaryAsync(call, entry, cancellationToken);

    public async Task<ObservedAccount> ObserveAsync(LdapCall call, LdapEntry entry, CancellationToken cancellationToken) =>
        Observe(entry, await HoldingAsync(call, entry, cancellationToken));

    public async IAsyncEnumerable<ObservedAccount> AllAsync(LdapCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = _memberships is null ? null : await _memberships.ReadAllAsync(call, cancellationToken);
        var incomplete = new List<LdapEntry>();
        await foreach (var entry in Accounts.SearchAsync(call, _settings.BaseDn, Accounts.Any, cancellationToken))
        {
            if (held is null || held.IsKnown(entry))
            {
                yield return Observe(entry, held is null ? [] : await held.OfAsync(call, entry, cancellationToken));
            }
            else
            {
                incomplete.Add(entry);
            }
        }

        // A connection does one thing at a time, so the rest of their groups is asked for after the search.
        foreach (var entry in incomplete)
        {
            yield return Observe(entry, await held!.OfAsync(call, entry, cancellationToken));
        }
    }

    /// <summary>Those of some ids whose accounts are there; in any order.</summary>
    public async Task<List<LdapEntry>> WithIdsAsync(LdapCall call, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<LdapEntry>();
        foreach (var some in ids.Chunk(IdsAtOnce))
        {
            var filter = LdapFilter.All(Accounts.Any, LdapFilter.Any(some.Select(_settings.EntryId.Matches)));
            found.AddRange(await Accounts.SearchAsync(call, _settings.BaseDn, filter, cancellationToken).ToListAsync(cancellationToken));
        }

        return found;
    }

    /// <summary>The accounts of a branch; none when it is not there, or not below where accounts are.</summary>
    public async Task<List<LdapEntry>> WithinAsync(LdapCall call, string dn, CancellationToken cancellationToken)
    {
        if (!DistinguishedName.IsBelow(dn, _settings.BaseDn))
        {
            return [];
        }

        try
        {
            return await Accounts.SearchAsync(call, dn, Accounts.Any, cancellationToken).ToListAsync(cancellationToken);
        }
        catch (LdapFaultException e) when (e.Outcome.Reason == LdapFaultException.BaseNotFound)
        {
            return [];
        }
    }

    private ObservedAccount Observe(LdapEntry entry, IReadOnlyList<string> groups) =>
        Accounts.Observe(entry, groups.Select(group => _groups!.Entitlement(group)).ToImmutableArray());
}
