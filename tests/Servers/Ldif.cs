using System.Text;

namespace Prov.Tests.Servers;

/// <summary>
/// Reads the entries that <c>ldapsearch -LLL -o ldif-wrap=no</c> prints: LDIF (RFC 2849) without comments and
/// without folded lines.
/// </summary>
internal static class Ldif
{
    /// <summary>Reads all entries; what has no dn line (a search reference) is left out.</summary>
    public static IReadOnlyList<LdapEntry> Read(string text) =>
        [.. text.Split("\n\n").Select(ReadEntry).OfType<LdapEntry>()];

    private static LdapEntry? ReadEntry(string block)
    {
        var lines = block.Split('\n').Where(line => line.Contains(':')).Select(ReadLine).ToList();
        var dn = lines.FirstOrDefault(line => line.Name == "dn").Value;
        return dn is null ? null : new LdapEntry(dn, Attributes(lines.Where(line => line.Name != "dn")));
    }

    private static Dictionary<string, IReadOnlyList<string>> Attributes(IEnumerable<(string Name, string Value)> lines) =>
        lines.GroupBy(line => line.Name, line => line.Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group], StringComparer.OrdinalIgnoreCase);

    private static (string Name, string Value) ReadLine(string line)
    {
        var colon = line.IndexOf(':');
        var name = line[..colon];
        var isBase64 = line.AsSpan(colon).StartsWith("::");
        return isBase64
            ? (name, Encoding.UTF8.GetString(Convert.FromBase64String(line[(colon + 2)..].Trim())))
            : (name, line[(colon + 1)..].TrimStart(' '));
    }
}
