using Prov.Domain.Expressions;

namespace Prov.Domain.Correlation;

/// <summary>How alike two texts are, 0 to 1.</summary>
public static class TextSimilarity
{
    private const double PrefixWeight = 0.1;
    private const int MaxPrefix = 4;

    /// <summary>Longer texts are cut: a comparison costs the product of the lengths.</summary>
    private const int MaxLength = 64;

    /// <summary>Letters and digits in lower-case ASCII; what cannot be spelled so stays as it is.</summary>
    public static string Normal(string text)
    {
        var composed = Composition.Compose(text);
        var ascii = Transliteration.ToAscii(composed);
        var spelled = ascii.Any(char.IsLetterOrDigit) ? ascii : composed;
        var normal = string.Concat(spelled.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return normal.Length <= MaxLength ? normal : normal[..MaxLength];
    }

    /// <summary>Jaro's share of common letters, raised by a common beginning.</summary>
    public static double JaroWinkler(string left, string right)
    {
        var jaro = Jaro(left, right);
        var prefix = 0;
        while (prefix < Math.Min(MaxPrefix, Math.Min(left.Length, right.Length)) && left[prefix] == right[prefix])
        {
            prefix++;
        }

        return jaro + (prefix * PrefixWeight * (1 - jaro));
    }

    /// <summary>1 less the share of edits (insert, delete, replace, swap of neighbours, each place once) in the longer text.</summary>
    public static double DamerauLevenshtein(string left, string right)
    {
        var length = Math.Max(left.Length, right.Length);
        return length == 0 ? 1 : 1 - ((double)Distance(left, right) / length);
    }

    /// <summary>Edits that make one text of the other: insert, delete, replace, swap of neighbours, each place once.</summary>
    public static int Distance(string left, string right)
    {
        var (before, last, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[right.Length];
    }

    private static double Jaro(string left, string right)
    {
        if (left == right)
        {
            return 1;
        }

        var (matchedLeft, matchedRight) = (new bool[left.Length], new bool[right.Length]);
        var matches = Match(left, right, matchedLeft, matchedRight);
        if (matches == 0)
        {
            return 0;
        }

        var (swapped, j) = (0, 0);
        for (var i = 0; i < left.Length; i++)
        {
            if (matchedLeft[i])
            {
                while (!matchedRight[j])
                {
                    j++;
                }

                swapped += left[i] == right[j++] ? 0 : 1;
            }
        }

        return (((double)matches / left.Length) + ((double)matches / right.Length) + ((matches - (swapped / 2.0)) / matches)) / 3;
    }

    private static int Match(string left, string right, bool[] matchedLeft, bool[] matchedRight)
    {
        var reach = Math.Max(0, (Math.Max(left.Length, right.Length) / 2) - 1);
        var matches = 0;
        for (var i = 0; i < left.Length; i++)
        {
            for (var j = Math.Max(0, i - reach); j < Math.Min(right.Length, i + reach + 1); j++)
            {
                if (!matchedRight[j] && left[i] == right[j])
                {
                    (matchedLeft[i], matchedRight[j]) = (true, true);
                    matches++;
                    break;
                }
            }
        }

        return matches;
    }
}
