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
            .Where(k => k.Distance <= name.Length / 3 || (name.Length > 2 && k.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(k => k.Distance)
            .ThenBy(k => k.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(k => $"'{k.Name}'")
            .ToList();
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>How many letters are changed, added, left out or swapped with their neighbour, without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        var distances = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                distances[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    distances[i - 1, j - 1] + (IsSame(left[i - 1], right[j - 1]) ? 0 : 1),
                    Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1);
                if (i > 1 && j > 1 && IsSame(left[i - 1], right[j - 2]) && IsSame(left[i - 2], right[j - 1]))
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[left.Length, right.Length];
    }

    private static bool IsSame(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
