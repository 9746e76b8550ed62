using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>
/// Active Directory's DirSync: changed, moved and deleted entries of the whole naming context, and who came into a group or left it. The
/// place is the server's cookie. Needs the right "Replicating Directory Changes".
/// </summary>
internal sealed class DirSyncFeed(LdapSettings settings) : ILdapChangeFeed
{
    private static readonly LdapFilter _nothing = LdapFilter.Equal("objectGUID", Guid.Empty.ToByteArray());
    private readonly LdapFilter _watched = LdapFilter.Any(
        ActiveDirectoryFeed.Accounts(settings), LdapFilter.Equal("objectClass", settings.Groups?.ObjectClass ?? settings.ObjectClasses[0]));

    // A rename changes the name, a move the parent; only a new entry comes with the time of its creation.
    private readonly ImmutableArray<string> _attributes =
    [
        .. settings.ManagedAttributes, settings.NameAttribute, settings.State.Attribute,
        "name", "parentGUID", "isDeleted", "whenCreated", "primaryGroupID", "objectGUID",
        .. settings.Groups is { } groups ? [groups.MemberAttribute] : Array.Empty<string>(),
    ];

    public async Task<string> CurrentAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var place = "";
        await foreach (var page in PagesAsync(call, _nothing, place, cancellationToken))
        {
            place = page.Next;
        }

        return place;
    }

    public IAsyncEnumerable<LdapTouchedPage> ReadAsync(LdapCall call, string place, CancellationToken cancellationToken) =>
        PagesAsync(call, _watched, place, cancellationToken);

    private async IAsyncEnumerable<LdapTouchedPage> PagesAsync(
        LdapCall call, LdapFilter filter, string place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = await LdapRoot.ReadAsync(call, cancellationToken);
        var search = LdapRequest.Search(root.NamingContext, LdapScope.Subtree, filter, _attributes);
        for (var hasMore = true; hasMore;)
        {
            var entries = new List<LdapEntry>();
            await foreach (var message in call.ExchangeAsync(search, [LdapDirSync.Request(Convert.FromBase64String(place))], cancellationToken))
            {
                if (message.IsEntry)
                {
                    entries.Add(LdapEntry.Read(message.Body));
                }
                else if (message.IsEnd)
                {
                    (var cookie, hasMore) = LdapDirSync.ReadDone(Require(LdapResult.Read(message)).Controls);
                    place = Convert.ToBase64String(cookie);
                }
            }

            await RequireNoLostGroupAsync(call, root, entries, cancellationToken);
            yield return new([.. entries.SelectMany(Touched)], place);
        }
    }

    // Of a group the members that were added and those that were removed come as two ranges of one attribute.
    private IEnumerable<LdapTouched> Touched(LdapEntry entry)
    {
        var members = entry.Attributes.Keys.Where(IsMember).ToList();
        return members.Count > 0
            ? members.SelectMany(entry.Texts).Select(member => new LdapTouched.Branch(member))
            : [new LdapTouched.Entry(settings.EntryId.Of(entry), entry.Texts(settings.NameAttribute).FirstOrDefault() ?? "")];
    }

    private bool IsMember(string attribute) =>
        settings.Groups is { } groups && attribute.Split(';')[0].Equals(groups.MemberAttribute, StringComparison.OrdinalIgnoreCase);

    /// <summary>A group that is gone or has another name does not say whose right it was.</summary>
    private async Task RequireNoLostGroupAsync(LdapCall call, LdapRoot root, IEnumerable<LdapEntry> entries, CancellationToken cancellationToken)
    {
        var suspects = entries.Where(e => !e.Values("name").IsEmpty && (e.Values("whenCreated").IsEmpty || !e.Values("isDeleted").IsEmpty))
            .Select(settings.EntryId.Of).ToList();
        if (settings.Groups is not { } groups || suspects.Count == 0)
        {
            return;
        }

        foreach (var some in suspects.Chunk(ActiveDirectoryFeed.IdsAtOnce))
        {
            var filter = LdapFilter.All(LdapFilter.Equal("objectClass", groups.ObjectClass), LdapFilter.Any(some.Select(settings.EntryId.Matches)));
            var found = call.SearchAsync(
                root.NamingContext, LdapScope.Subtree, filter, ["lastKnownParent"], cancellationToken, ActiveDirectoryFeed.ShowDeleted);
            await foreach (var group in found)
            {
                var dn = group.Texts("lastKnownParent").Select(parent => $"{groups.RdnAttribute}=,{parent}").FirstOrDefault(group.Dn);
                if (DistinguishedName.IsBelow(dn, groups.BaseDn))
                {
                    throw LdapChangeFeedFaults.Lost("A group was deleted, moved or renamed, and the directory does not tell whose right it was.");
                }
            }
        }
    }

    private static LdapResult Require(LdapResult result) => result.Code switch
    {
        LdapResultCode.Success => result,
        LdapResultCode.InsufficientAccessRights => throw LdapFaultException.Refused(
            "INSUFFICIENT_ACCESS", "bindDn may not use DirSync. Give it the right Replicating Directory Changes on the domain, or set changes to usnChanged."),
        LdapResultCode.CriticalExtensionUnavailable => throw LdapFaultException.Refused(
            "CHANGES_NOT_SUPPORTED", "The server does not know DirSync. Set changes to another value."),
        _ => throw new LdapFaultException(LdapFaults.Explain(result)),
    };
}
