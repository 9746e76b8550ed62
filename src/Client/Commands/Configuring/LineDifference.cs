namespace Prov.Client.Commands.Configuring;

/// <summary>The lines in which two texts differ, each with its sign and a few equal lines around.</summary>
internal static class LineDifference
{
    private const int Around = 2;

    public static IEnumerable<string> Of(string[] before, string[] after)
    {
        var lines = Merge(before, after).ToArray();
        for (var i = 0; i < lines.Length; i++)
        {
            var from = Math.Max(i - Around, 0);
            if (lines[from..Math.Min(i + Around + 1, lines.Length)].Any(line => line[0] != ' '))
            {
                yield return lines[i];
            }
        }
    }

    /// <summary>Both texts along their longest common subsequence.</summary>
    private static IEnumerable<string> Merge(string[] before, string[] after)
    {
        var common = CommonLengths(before, after);
        var (i, j) = (0, 0);
        while (i < before.Length || j < after.Length)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j])
            {
                yield return "  " + before[i++];
                j++;
            }
            else if (j == after.Length || (i < before.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                yield return "- " + before[i++];
            }
            else
            {
                yield return "+ " + after[j++];
            }
        }
    }

    private static int[,] CommonLengths(string[] before, string[] after)
    {
        var lengths = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = before[i] == after[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }
}
