using System.Globalization;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>Distinguished names as text (RFC 4514).</summary>
internal static class DistinguishedName
{
    private const string Special = "\"+,;<>\\=";

    /// <summary>The name of an entry right below another.</summary>
    public static string Child(string attribute, string value, string parent) => $"{Rdn(attribute, value)},{parent}";

    public static string Rdn(string attribute, string value) => $"{attribute}={Escape(value)}";

    /// <summary>RFC 4514, 2.4.</summary>
    public static string Escape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var character = value[i];
            var atEnd = i == 0 || i == value.Length - 1;
            if (character < ' ' || character == 0x7F)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\{(int)character:X2}");
            }
            else
            {
                var needed = Special.Contains(character, StringComparison.Ordinal) || (character == ' ' && atEnd) || (character == '#' && i == 0);
                text.Append(needed ? "\\" : "").Append(character);
            }
        }

        return text.ToString();
    }

    /// <summary>The value of the first component, without escapes.</summary>
    public static string FirstValue(string dn) => Split(dn, ',')[0] is var rdn && rdn.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0
        ? Unescape(rdn[(equals + 1)..].Trim(' '))
        : "";

    /// <summary>The attribute that names the entry; the first when several do.</summary>
    public static string FirstAttribute(string dn) => dn.Split('=', 2)[0].Trim();

    /// <summary>The values of the components between the first and an ancestor, from the top down; without escapes.</summary>
    public static IEnumerable<string> ValuesBetween(string dn, string ancestor)
    {
        var components = Split(dn, ',');
        return components.Skip(1).Take(components.Count - 1 - Split(ancestor, ',').Count).Select(FirstValue).Reverse();
    }

    /// <summary>The name of the entry right above.</summary>
    public static string ParentOf(string dn) => dn[(Split(dn, ',')[0].Length + 1)..];

    /// <summary>A form in which two texts of one name are equal: no escapes, no case, no spaces that do not count.</summary>
    public static string Key(string dn) => string.Join('\u0001', Split(dn, ',').Select(ComponentKey));

    public static bool IsBelow(string dn, string ancestor) => Key(dn).EndsWith('\u0001' + Key(ancestor), StringComparison.Ordinal);

    private static string ComponentKey(string rdn) => string.Join('\u0002', Split(rdn, '+').Select(PartKey).Order(StringComparer.Ordinal));

    private static string PartKey(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? part.Trim().ToUpperInvariant()
            : $"{part[..equals].Trim().ToUpperInvariant()}={Fold(Unescape(part[(equals + 1)..].Trim(' ')))}";
    }

    private static string Fold(string value) =>
        string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == separator)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string Unescape(string value)
    {
        var octets = new List<byte>();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
            {
                octets.Add(byte.Parse(value.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 2;
                continue;
            }

            i += value[i] == '\\' && i + 1 < value.Length ? 1 : 0;
            var length = char.IsHighSurrogate(value[i]) && i + 1 < value.Length ? 2 : 1;
            octets.AddRange(Encoding.UTF8.GetBytes(value.Substring(i, length)));
            i += length - 1;
        }

        return Encoding.UTF8.GetString([.. octets]);
    }
}
