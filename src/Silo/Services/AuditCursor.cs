using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Prov.Silo.Services;

/// <summary>The place in the audit that a watcher has reached, as an opaque text; also a page token of the store's audit list.</summary>
internal static class AuditCursor
{
    public static string Of(long position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(position.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Null when the text is no cursor of ours.</summary>
    public static long? PositionOf(string cursor)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
