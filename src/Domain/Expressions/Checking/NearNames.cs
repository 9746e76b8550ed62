namespace Prov.Domain.Expressions.Checking;

/// <summary>Finds the names that an unknown one was probably meant to be.</summary>
internal static class NearNames
{
    private const int Most = 3;

    /// <summary>A sentence to append to a message; empty when nothing is near.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var near = known
            .Select(k => (Name: k, Distance: Distance(name, k)))
            .Where(k => k.Distance <= Math.Max(1, name.Length / 3) || k.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(k => k.Distance)
            .ThenBy(k => k.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(k => $"'{k.Name}'")
            .ToList();
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>Levenshtein distance without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(previous[j - 1] + change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
