using System.Globalization;
using System.Text;

namespace Prov.Storage.Relational;

/// <summary>The place after which a page begins, as an opaque text. It holds no rights: every page is checked like the first.</summary>
internal static class PageToken
{
    public static string Of(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string Of(long position) => Of(position.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="FormatException">Not a token of ours.</exception>
    public static string KeyOf(string token)
    {
        var text = token.Replace('-', '+').Replace('_', '/');
        return Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
    }

    /// <exception cref="FormatException">Not a token of ours.</exception>
    public static long PositionOf(string token) => long.Parse(KeyOf(token), CultureInfo.InvariantCulture);
}
