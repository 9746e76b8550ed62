using System.Globalization;
using Prov.Domain.Expressions;

namespace Prov.Domain.Correlation;

/// <summary>Compares two values by a rule's method.</summary>
public static class ValueComparison
{
    /// <summary>How alike dates are of which one was likely mistyped.</summary>
    private const double NearDate = 0.85;

    /// <summary>0 to 1; a missing value is like nothing.</summary>
    public static double Similarity(Value left, Value right, ComparisonMethod method)
    {
        if (left.IsNull || right.IsNull)
        {
            return 0;
        }

        if (method == ComparisonMethod.Date)
        {
            return DateSimilarity(DateOf(left), DateOf(right));
        }

        var (a, b) = (TextSimilarity.Normal(left.ToString()), TextSimilarity.Normal(right.ToString()));
        return a.Length == 0 || b.Length == 0 ? 0 : method switch
        {
            ComparisonMethod.JaroWinkler => TextSimilarity.JaroWinkler(a, b),
            ComparisonMethod.DamerauLevenshtein => TextSimilarity.DamerauLevenshtein(a, b),
            ComparisonMethod.Phonetic => PhoneticKey.Of(a) == PhoneticKey.Of(b) ? 1 : 0,
            _ => a == b ? 1 : 0,
        };
    }

    /// <summary>The date as eight digits, year first; of a text that is no RFC 3339 date its digits.</summary>
    internal static string DateOf(Value value)
    {
        if (value.Kind == ValueKind.Timestamp)
        {
            return value.AsTimestamp().UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        }

        var text = value.ToString();
        return Rfc3339.TryParse(text, out var instant)
            ? instant.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)
            : string.Concat(text.Where(char.IsAsciiDigit));
    }

    private static double DateSimilarity(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return 0;
        }

        if (left == right)
        {
            return 1;
        }

        var swapped = left.Length == 8 && right.Length == 8
            && left[..4] == right[..4] && left[4..6] == right[6..] && left[6..] == right[4..6];
        return swapped || (left.Length == right.Length && TextSimilarity.Distance(left, right) == 1) ? NearDate : 0;
    }
}
