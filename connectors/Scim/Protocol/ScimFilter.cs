using System.Globalization;
using System.Text;

namespace Prov.Connectors.Scim.Protocol;

/// <summary>Filters (RFC 7644, 3.4.2.2), made from parts: a value can never become part of the expression.</summary>
internal static class ScimFilter
{
    public static string Equal(string attribute, string value) => $"{attribute} eq {Quote(value)}";

    public static string NotBefore(string attribute, string instant) => $"{attribute} ge {Quote(instant)}";

    /// <summary>The path of one member of a group.</summary>
    public static string Member(string id) => $"members[value eq {Quote(id)}]";

    // As JSON writes texts, with no more escapes than must be: not every server knows them all.
    private static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in value)
        {
            quoted.Append(c switch
            {
                '"' or '\\' => $"\\{c}",
                < ' ' => $"\\u{((int)c).ToString("x4", CultureInfo.InvariantCulture)}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
