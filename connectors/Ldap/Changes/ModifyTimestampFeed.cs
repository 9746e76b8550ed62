using System.Globalization;
using System.Runtime.CompilerServices;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>
/// By the time that servers write into each entry, for those that can do no better. Deleted entries have no time: only a full search
/// sees them. The place is the newest time seen.
/// </summary>
internal sealed class ModifyTimestampFeed(LdapSettings settings, LdapFilter filter) : ILdapChangeFeed
{
    private const string Attribute = "modifyTimestamp";
    private const string Format = "yyyyMMddHHmmss'Z'";

    // A write takes its time when it begins, so one that ends later can have an earlier time.
    private static readonly TimeSpan _overlap = TimeSpan.FromSeconds(5);

    public async Task<string> CurrentAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var newest = "";
        await foreach (var entry in SearchAsync(call, filter, cancellationToken))
        {
            newest = Newer(newest, entry);
        }

        return newest;
    }

    public async IAsyncEnumerable<LdapTouchedPage> ReadAsync(LdapCall call, string place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var touched = new List<LdapTouched>();
        var next = place;
        var changed = place.Length == 0 ? filter : LdapFilter.All(filter, LdapFilter.AtLeast(Attribute, Earlier(place)));
        await foreach (var entry in SearchAsync(call, changed, cancellationToken))
        {
            touched.Add(new LdapTouched.Entry(settings.EntryId.Of(entry)));
            next = Newer(next, entry);
            LdapTouchedLimit.Check(touched.Count);
        }

        yield return new([.. touched], next);
    }

    private async IAsyncEnumerable<LdapEntry> SearchAsync(LdapCall call, LdapFilter matching, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in call.SearchAsync(settings.BaseDn, LdapScope.Subtree, matching, [settings.EntryId.Attribute, Attribute], cancellationToken))
        {
            call.Progress();
            yield return entry;
        }
    }

    private static string Newer(string newest, LdapEntry entry) =>
        entry.Texts(Attribute).FirstOrDefault() is { } time && string.CompareOrdinal(time, newest) > 0 ? time : newest;

    private static string Earlier(string place) => DateTimeOffset
        .ParseExact(place, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        .Subtract(_overlap).UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
