using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>Content synchronisation of a branch (RFC 4533), which tells deletions and renames too. The place is the server's cookie.</summary>
/// <remarks>
/// A server whose history is too short says what is still there instead of what is gone. Without a copy of everything that says nothing,
/// so the place counts as lost.
/// </remarks>
internal sealed class ContentSyncFeed(string baseDn, LdapFilter filter) : ILdapChangeFeed
{
    private const int IdsAtOnce = 100;
    private static readonly LdapFilter _nothing = LdapFilter.Equal("entryUUID", $"{Guid.Empty}");

    public async Task<string> CurrentAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var search = LdapRequest.Search(baseDn, LdapScope.Subtree, _nothing, ["1.1"]);
        await foreach (var message in call.ExchangeAsync(search, [LdapContentSync.Request([])], cancellationToken))
        {
            if (message.IsEnd)
            {
                return Text(LdapContentSync.ReadDone(Require(LdapResult.Read(message)).Controls).Cookie);
            }
        }

        throw new LdapProtocolException("The server did not end its answer.");
    }

    public async IAsyncEnumerable<LdapTouchedPage> ReadAsync(
        LdapCall call, string place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changed = new List<string>();
        var gone = new HashSet<string>();
        var next = "";
        await foreach (var message in ChangesAsync(call, place, ["1.1"], cancellationToken))
        {
            var ids = message.Changed.Select(id => $"{id}");
            changed.AddRange(message.Entry is null ? [] : ids);
            gone.UnionWith(message.Entry is null ? ids : []);
            next = message.Next ?? next;
            LdapTouchedLimit.Check(changed.Count + gone.Count);
        }

        await RemoveOthersAsync(call, gone, cancellationToken);
        yield return new([.. changed.Concat(gone).Select(id => new LdapTouched.Entry(id))], next);
    }

    /// <summary>What the server tells, one message after the other; the last one has the place after them.</summary>
    public async IAsyncEnumerable<LdapSyncMessage> ChangesAsync(
        LdapCall call, string place, string[] attributes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var search = LdapRequest.Search(baseDn, LdapScope.Subtree, filter, attributes);
        await foreach (var message in call.ExchangeAsync(search, [LdapContentSync.Request(Octets(place))], cancellationToken))
        {
            if (message.IsEntry)
            {
                var entry = LdapEntry.Read(message.Body);
                yield return new([LdapContentSync.ReadChanged(LdapControl.ReadAll(message.Rest)) ?? throw TooShort()], entry, null);
            }
            else if (message.IsIntermediate)
            {
                yield return new([.. LdapContentSync.ReadDeleted(message.Body) ?? throw TooShort()], null, null);
            }
            else if (message.IsEnd)
            {
                var (cookie, tellsDeletions) = LdapContentSync.ReadDone(Require(LdapResult.Read(message)).Controls);
                yield return new([], null, tellsDeletions || place.Length == 0 ? Text(cookie) : throw TooShort());
            }
        }
    }

    /// <summary>Servers call gone whatever changed without being asked for: leaves those that were accounts here, or may have been.</summary>
    private async Task RemoveOthersAsync(LdapCall call, HashSet<string> gone, CancellationToken cancellationToken)
    {
        if (gone.Count == 0)
        {
            return;
        }

        var root = await call.ReadEntryAsync("", ["namingContexts"], cancellationToken);
        var suffix = root?.Texts("namingContexts").FirstOrDefault(c => c.Length > 0 && DistinguishedName.IsBelow(baseDn, c)) ?? baseDn;
        foreach (var some in gone.ToList().Chunk(IdsAtOnce))
        {
            var others = LdapFilter.All(LdapFilter.Not(filter), LdapFilter.Any(some.Select(id => LdapFilter.Equal("entryUUID", id))));
            await foreach (var other in call.SearchAsync(suffix, LdapScope.Subtree, others, ["entryUUID"], cancellationToken))
            {
                gone.ExceptWith(other.Texts("entryUUID"));
            }
        }
    }

    private static LdapResult Require(LdapResult result) => result.Code switch
    {
        LdapResultCode.Success => result,
        LdapResultCode.SyncRefreshRequired => throw TooShort(),
        LdapResultCode.CriticalExtensionUnavailable => throw LdapFaultException.Refused(
            "CHANGES_NOT_SUPPORTED", "The server does not tell changes by content synchronisation. Load the overlay syncprov, or set changes to none."),
        _ => throw new LdapFaultException(LdapFaults.Explain(result)),
    };

    private static LdapFaultException TooShort() => LdapChangeFeedFaults.Lost("The server's history of changes does not reach back far enough.");

    private static byte[] Octets(string place) => Encoding.UTF8.GetBytes(place);

    private static string Text(byte[] cookie) => Encoding.UTF8.GetString(cookie);
}

/// <summary>A message of content synchronisation.</summary>
/// <param name="Changed">Ids of entries that were added, changed or deleted.</param>
/// <param name="Entry">The entry where there is one.</param>
/// <param name="Next">The place after all; null before the end.</param>
internal sealed record LdapSyncMessage(ImmutableArray<Guid> Changed, LdapEntry? Entry, string? Next);
