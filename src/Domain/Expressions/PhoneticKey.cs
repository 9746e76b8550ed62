using System.Text;

namespace Prov.Domain.Expressions;

/// <summary>
/// How a name sounds, roughly and over languages: the consonants by group, repeats once, at most six. Vowels, h, w and y do not count, so
/// that Meier, Mayer and Maier are one, as are Schmidt, Schmitt and Smith, and Katherine and Catrin. Correlation finds candidates by it.
/// </summary>
public static class PhoneticKey
{
    private const int MaxLength = 6;

    // By letter from a: 0 is not heard.
    private const string Groups = "01230120022455012623010202";

    /// <summary>Empty for a name without any letter that is known.</summary>
    public static string Of(string name)
    {
        var letters = NameNormalization.Normalize(name).Replace(" ", "", StringComparison.Ordinal);
        var key = new StringBuilder(MaxLength);
        var last = '0';
        foreach (var letter in letters)
        {
            var group = char.IsAsciiLetterLower(letter) ? Groups[letter - 'a'] : letter;
            if (group != '0' && group != last && key.Length < MaxLength)
            {
                key.Append(group);
            }

            // Between equal consonants only a vowel makes two of them; h and w do not.
            last = group == '0' && letter is 'h' or 'w' ? last : group;
        }

        // A name of vowels only is its own key.
        return key.Length > 0 ? key.ToString() : letters[..Math.Min(letters.Length, MaxLength)];
    }
}
