namespace Prov.Domain.Expressions;

/// <summary>
/// The key that names which sound alike share: American Soundex, by the rules of the National Archives of the United States ("The Soundex
/// Indexing System"). A letter and three digits, like R163 for Robert and Rupert.
/// </summary>
public static class Soundex
{
    private const int Length = 4;

    /// <summary>By letter: the digit, <c>0</c> for vowels, which part equal digits, and <c>-</c> for H and W, which do not.</summary>
    private const string Digits = "0123012-02245501262301-202";

    /// <summary>The key of the letters of a text, which is transliterated first; empty when it has none.</summary>
    public static string Of(string text)
    {
        Span<char> key = stackalloc char[Length];
        var (filled, last) = (0, '0');
        foreach (var letter in Transliteration.ToAscii(Composition.Compose(text)))
        {
            if (!char.IsAsciiLetter(letter) || filled == Length)
            {
                continue;
            }

            var upper = char.ToUpperInvariant(letter);
            var digit = Digits[upper - 'A'];
            if (filled == 0)
            {
                key[filled++] = upper;
            }
            else if (digit is not ('0' or '-') && digit != last)
            {
                key[filled++] = digit;
            }

            last = digit == '-' ? last : digit;
        }

        key[filled..].Fill('0');
        return filled == 0 ? "" : key.ToString();
    }
}
