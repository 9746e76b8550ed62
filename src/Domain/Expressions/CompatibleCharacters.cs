using System.Text;

namespace Prov.Domain.Expressions;

/// <summary>
/// Replaces characters by the plain ones that they are a variant of, as Unicode compatibility decomposition does, for those that occur in
/// names of people and accounts: full-width forms, ligatures, raised and lowered digits, letters in circles, blanks of other widths.
/// </summary>
/// <remarks>Written out because Unicode normalization is not available without the ICU libraries. Other characters stay as they are.</remarks>
public static class CompatibleCharacters
{
    private static readonly string[] _ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    /// <summary>The text with plain characters; the text itself when all are plain ASCII.</summary>
    public static string Replace(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            result.Append(Plain(character));
        }

        return result.ToString();
    }

    private static string Plain(char character) => character switch
    {
        '\u00A0' or (>= '\u2000' and <= '\u200A') or '\u202F' or '\u205F' or '\u3000' => " ",
        '\u00AA' => "a",
        '\u00BA' => "o",
        '\u00B2' or '\u00B3' => Digit(character - '\u00B0'),
        '\u00B9' => "1",
        '\u2070' or (>= '\u2074' and <= '\u2079') => Digit(character - '\u2070'),
        >= '\u2080' and <= '\u2089' => Digit(character - '\u2080'),
        >= '\u24B6' and <= '\u24CF' => Letter('A', character - '\u24B6'),
        >= '\u24D0' and <= '\u24E9' => Letter('a', character - '\u24D0'),
        '\u0132' => "IJ",
        '\u0133' => "ij",
        '\u017F' => "s",
        '\u01C7' => "LJ",
        '\u01C8' => "Lj",
        '\u01C9' => "lj",
        '\u01CA' => "NJ",
        '\u01CB' => "Nj",
        '\u01CC' => "nj",
        >= '\uFB00' and <= '\uFB06' => _ligatures[character - '\uFB00'],
        >= '\uFF01' and <= '\uFF5E' => Letter('!', character - '\uFF01'),
        _ => character.ToString(),
    };

    private static string Digit(int value) => Letter('0', value);

    private static string Letter(char first, int distance) => ((char)(first + distance)).ToString();
}
