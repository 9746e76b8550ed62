using System.Text;

namespace Prov.Domain.Expressions;

/// <summary>
/// Writes names so that spellings which people take for one name are one text: ASCII letters where there is a spelling with them, small
/// letters, no apostrophes and full stops, one blank for everything else that is neither letter nor digit. <c>O'Brien-Müller</c> becomes
/// <c>obrien muller</c>.
/// </summary>
public static class NameNormalization
{
    /// <summary>Letters of scripts that <see cref="Transliteration"/> does not know stay as they are.</summary>
    public static string Normalize(string name)
    {
        var (result, known) = (new StringBuilder(name.Length), new StringBuilder());
        foreach (var rune in Composition.Compose(name).EnumerateRunes())
        {
            var text = rune.ToString();
            if (rune.IsAscii || Transliteration.ToAscii(text).Length > 0)
            {
                known.Append(text);
                continue;
            }

            // Together, since what a letter becomes can depend on the one before it.
            Append(Transliteration.ToAscii(known.ToString()), result);
            known.Clear();
            Append(text, result);
        }

        Append(Transliteration.ToAscii(known.ToString()), result);
        return result.ToString().TrimEnd(' ');
    }

    private static void Append(string text, StringBuilder result)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                result.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (rune.Value is not ('\'' or '’' or '.') && result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }
    }
}
