using System.Collections.Frozen;
using System.Text;

namespace Prov.Domain.Expressions;

/// <summary>
/// Writes Latin, Greek and Cyrillic text with ASCII letters, for account names. Marks are dropped (é becomes e), letters that are
/// more than a marked letter are spelled out (ß becomes ss), and what is still not ASCII is dropped.
/// </summary>
/// <remarks>
/// The table is written out because Unicode normalization is not available without the ICU libraries. Cyrillic follows the usual
/// passport spelling (ICAO Doc 9303 part 3 section 6), Greek ISO 843 without accents.
/// </remarks>
public static class Transliteration
{
    private static readonly FrozenDictionary<Rune, string> _ascii = Table().ToFrozenDictionary();

    /// <summary>Gives ASCII only; empty when no letter of the text is known.</summary>
    public static string ToAscii(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var (result, previous) = (new StringBuilder(text.Length), "");
        foreach (var rune in text.EnumerateRunes())
        {
            var spelled = rune.IsAscii ? rune.ToString() : _ascii.GetValueOrDefault(rune, "");
            result.Append(IsGreekOu(previous, rune) ? "u" : spelled);
            previous = rune.IsAscii ? "" : spelled;
        }

        return result.ToString();
    }

    /// <summary>Upsilon is y, but ou behind omicron (ISO 843).</summary>
    private static bool IsGreekOu(string previous, Rune rune) => previous is "o" or "O" && rune.Value is 'υ' or 'ύ';

    private static IEnumerable<KeyValuePair<Rune, string>> Table() =>
        from row in TransliterationTable.Rows
        from letter in row.Letters.EnumerateRunes()
        select KeyValuePair.Create(letter, row.Ascii);
}
