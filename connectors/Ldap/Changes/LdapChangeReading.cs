using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Directory;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>Reads the accounts that the directory says were touched.</summary>
internal sealed class LdapChangeReading
{
    private readonly LdapSettings _settings;
    private readonly LdapAccountSearch _search;
    private readonly ILdapChangeFeed _feed;

    public LdapChangeReading(LdapSettings settings, LdapAccountSearch search)
    {
        _settings = settings;
        _search = search;
        _feed = settings.Changes switch
        {
            LdapChanges.AccessLog => new AccessLogFeed(settings),
            LdapChanges.ModifyTimestamp => new ModifyTimestampFeed(settings, search.Accounts.Any),
            LdapChanges.DirSync => new DirSyncFeed(settings),
            LdapChanges.UsnChanged => new UsnChangedFeed(settings),
            _ => new ContentSyncFeed(settings.BaseDn, search.Accounts.Any),
        };
    }

    // A place of one way says nothing in another.
    private string Prefix => $"{_settings.Changes}:";

    public async Task<ChangeToken> CurrentAsync(LdapCall call, CancellationToken cancellationToken) => Token(await _feed.CurrentAsync(call, cancellationToken));

    public async IAsyncEnumerable<ChangePage> ReadAsync(LdapCall call, ChangeToken token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in _feed.ReadAsync(call, Place(token), cancellationToken))
        {
            yield return new(await ReadAsync(call, page.Touched.Distinct().ToList(), cancellationToken), Token(page.Next));
        }
    }

    private async Task<ImmutableArray<ObservedChange>> ReadAsync(LdapCall call, List<LdapTouched> touched, CancellationToken cancellationToken)
    {
        var entries = touched.OfType<LdapTouched.Entry>().ToList();
        var found = await _search.WithIdsAsync(call, entries.Select(e => e.Id), cancellationToken);
        foreach (var branch in touched.OfType<LdapTouched.Branch>())
        {
            found.AddRange(await _search.WithinAsync(call, branch.Dn, cancellationToken));
        }

        var present = new Dictionary<string, LdapEntry>();
        foreach (var entry in found)
        {
            present[_settings.EntryId.Of(entry)] = entry;
        }

        var changes = ImmutableArray.CreateBuilder<ObservedChange>();
        foreach (var (id, entry) in present)
        {
            call.Progress();
            var account = await _search.ObserveAsync(call, entry, cancellationToken);
            changes.Add(new(new(account.Name, id), account));
        }

        changes.AddRange(entries.Where(e => !present.ContainsKey(e.Id)).Select(e => new ObservedChange(new(e.Name, e.Id), null)));
        return changes.ToImmutable();
    }

    private ChangeToken Token(string place) => new(Prefix + place);

    private string Place(ChangeToken token) => token.Text.StartsWith(Prefix, StringComparison.Ordinal)
        ? token.Text[Prefix.Length..]
        : throw LdapChangeFeedFaults.Lost("The target's setting changes was another when the place was taken.");
}
