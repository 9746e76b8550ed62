using System.Globalization;
using System.Runtime.CompilerServices;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Changes;

/// <summary>
/// By the number that a domain controller writes into each entry that it changes, with deleted ones. Needs no right but to read, also below
/// Deleted Objects. A group does not say which members changed. The place is the controller and its highest number.
/// </summary>
internal sealed class UsnChangedFeed(LdapSettings settings) : ILdapChangeFeed
{
    private const string Attribute = "uSNChanged";

    public async Task<string> CurrentAsync(LdapCall call, CancellationToken cancellationToken) => Place(await LdapRoot.ReadAsync(call, cancellationToken));

    public async IAsyncEnumerable<LdapTouchedPage> ReadAsync(LdapCall call, string place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = await LdapRoot.ReadAsync(call, cancellationToken);
        var number = Number(place, root);
        var touched = new List<LdapTouched>();
        var changed = LdapFilter.All(
            LdapFilter.AtLeast(Attribute, string.Create(CultureInfo.InvariantCulture, $"{number + 1}")),
            ActiveDirectoryFeed.Accounts(settings));
        var found = call.SearchAsync(
            root.NamingContext, LdapScope.Subtree, changed, [settings.EntryId.Attribute, settings.NameAttribute], cancellationToken, ActiveDirectoryFeed.ShowDeleted);
        await foreach (var entry in found)
        {
            call.Progress();
            touched.Add(new LdapTouched.Entry(settings.EntryId.Of(entry), entry.Texts(settings.NameAttribute).FirstOrDefault() ?? ""));
            LdapTouchedLimit.Check(touched.Count);
        }

        yield return new([.. touched], Place(root));
    }

    private static string Place(LdapRoot root) => string.Create(CultureInfo.InvariantCulture, $"{root.HighestUsn}:{root.Controller}");

    // Each controller counts for itself, and one that was restored from a backup counts anew under another name.
    private static long Number(string place, LdapRoot root)
    {
        var parts = place.Split(':', 2);
        var isSame = parts.Length == 2 && parts[1] == root.Controller;
        return isSame && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var number) && number <= root.HighestUsn
            ? number
            : throw LdapChangeFeedFaults.Lost("Another domain controller answers than the one that counted the changes.");
    }
}
