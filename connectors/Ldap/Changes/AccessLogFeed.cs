using System.Runtime.CompilerServices;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>
/// OpenLDAP's log of accesses, itself followed by content synchronisation. It tells who came into a group or left it, without reading the
/// group.
/// </summary>
internal sealed class AccessLogFeed(LdapSettings settings) : ILdapChangeFeed
{
    private static readonly string[] _attributes = ["reqType", "reqDN", "reqNewDN", "reqEntryUUID", "reqMod"];

    private readonly ContentSyncFeed _log = new(
        settings.AccessLogDn, LdapFilter.All(LdapFilter.Equal("objectClass", "auditWriteObject"), LdapFilter.Equal("reqResult", "0")));

    public Task<string> CurrentAsync(LdapCall call, CancellationToken cancellationToken) => _log.CurrentAsync(call, cancellationToken);

    public async IAsyncEnumerable<LdapTouchedPage> ReadAsync(LdapCall call, string place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var touched = new List<LdapTouched>();
        var next = "";
        await foreach (var message in _log.ChangesAsync(call, place, _attributes, cancellationToken))
        {
            touched.AddRange(message.Entry is { } entry ? [.. Accounts(entry), .. Members(entry)] : Array.Empty<LdapTouched>());
            next = message.Next ?? next;
            LdapTouchedLimit.Check(touched.Count);
        }

        yield return new([.. touched], next);
    }

    private IEnumerable<LdapTouched> Accounts(LdapEntry logged)
    {
        var dn = Text(logged, "reqDN");
        var moved = Text(logged, "reqNewDN");
        if (DistinguishedName.IsBelow(dn, settings.BaseDn) || DistinguishedName.IsBelow(moved, settings.BaseDn))
        {
            yield return new LdapTouched.Entry(Text(logged, "reqEntryUUID"), DistinguishedName.FirstValue(dn));
        }

        // Whatever is below a moved entry has moved with it.
        if (moved.Length > 0)
        {
            yield return new LdapTouched.Branch(moved);
        }
    }

    /// <summary>Who is meant by a change of a group.</summary>
    private IEnumerable<LdapTouched> Members(LdapEntry logged)
    {
        var type = Text(logged, "reqType");
        if (settings.Groups is not { } groups || !DistinguishedName.IsBelow(Text(logged, "reqDN"), groups.BaseDn))
        {
            yield break;
        }

        if (type is "delete" or "modrdn" && IsGroup(Text(logged, "reqDN"), groups))
        {
            throw LdapChangeFeedFaults.Lost("A group was deleted or renamed, and the log does not tell whose right it was.");
        }

        foreach (var change in logged.Texts("reqMod").Where(m => m.StartsWith(groups.MemberAttribute + ":", StringComparison.OrdinalIgnoreCase)))
        {
            // Attribute, colon, one of + - = #, and after a space the value, if any.
            var rest = change[(groups.MemberAttribute.Length + 1)..];
            var isEdge = rest.Length > 2 && (rest[0] is '+' or '-' || type == "add");
            yield return isEdge
                ? new LdapTouched.Branch(rest[2..])
                : throw LdapChangeFeedFaults.Lost("All members of a group were replaced, and the log does not tell who had been in it.");
        }
    }

    // Where one branch is within the other, the inner one says what an entry is.
    private bool IsGroup(string dn, LdapGroupSettings groups)
    {
        var accountsAreWithin = DistinguishedName.Key(settings.BaseDn) == DistinguishedName.Key(groups.BaseDn)
            || DistinguishedName.IsBelow(settings.BaseDn, groups.BaseDn);
        return !accountsAreWithin || !DistinguishedName.IsBelow(dn, settings.BaseDn);
    }

    private static string Text(LdapEntry logged, string attribute) => logged.Texts(attribute).FirstOrDefault() ?? "";
}
