using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>
/// Attributes with more values than a server gives at once: it gives a range and names it ([MS-ADTS] 3.1.1.3.1.3.3), as in
/// <c>member;range=0-1499</c>; the last range ends with a star.
/// </summary>
internal static class LdapRange
{
    private const string Option = ";range=";

    /// <summary>How many values are asked for at once where a range can be asked for.</summary>
    public const int Size = 1500;

    public static string First(string attribute) => Next(attribute, 0);

    /// <summary>True when all values came with the entry.</summary>
    public static bool IsWhole(LdapEntry entry, string attribute) => Find(entry, attribute) is not { } range || range.Next is null;

    /// <summary>All values, asking for those that did not come with the entry.</summary>
    public static async IAsyncEnumerable<string> ReadAsync(
        LdapCall call, LdapEntry entry, string attribute, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var range = Find(entry, attribute);
            foreach (var value in range?.Values ?? entry.Values(attribute))
            {
                yield return Encoding.UTF8.GetString(value);
            }

            if (range?.Next is not { } next)
            {
                yield break;
            }

            call.Progress();
            if (await call.ReadEntryAsync(entry.Dn, [Next(attribute, next)], cancellationToken) is not { } more)
            {
                yield break;
            }

            entry = more;
        }
    }

    private static string Next(string attribute, int first) => string.Create(CultureInfo.InvariantCulture, $"{attribute}{Option}{first}-{first + Size - 1}");

    private static (IEnumerable<byte[]> Values, int? Next)? Find(LdapEntry entry, string attribute)
    {
        var prefix = attribute + Option;
        if (entry.Attributes.Keys.FirstOrDefault(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is not { } name)
        {
            return null;
        }

        var last = name[(name.LastIndexOf('-') + 1)..];
        return (entry.Values(name), int.TryParse(last, CultureInfo.InvariantCulture, out var end) ? end + 1 : null);
    }
}
