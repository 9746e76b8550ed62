using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Prov.Domain.Expressions;

/// <summary>
/// Puts letters and the marks behind them together, as Unicode normalization form C does, for Latin, Greek and Cyrillic: so that two
/// spellings of one name are one.
/// </summary>
/// <remarks>Written out because Unicode normalization is not available without the ICU libraries. Other scripts stay as they are.</remarks>
public static class Composition
{
    private static readonly FrozenDictionary<(char Letter, char Mark), char> _pairs = Table().ToFrozenDictionary();
    private static readonly SearchValues<char> _marks = SearchValues.Create([.. CompositionTable.Rows.Select(r => r.Mark).Distinct()]);

    /// <summary>The composed text; the text itself when it has no mark that stands alone.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAny(_marks) < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (result.Length > 0 && _pairs.TryGetValue((result[^1], character), out var composed))
            {
                result[^1] = composed;
            }
            else
            {
                result.Append(character);
            }
        }

        return result.ToString();
    }

    private static IEnumerable<KeyValuePair<(char Letter, char Mark), char>> Table() =>
        from row in CompositionTable.Rows
        from pair in row.Pairs.Chunk(2)
        select KeyValuePair.Create((pair[0], row.Mark), pair[1]);
}
