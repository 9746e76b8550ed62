using System.Text;

namespace Prov.Client.Demo.Check;

/// <summary>
/// Reads delimited text (RFC 4180) whole. Its own few lines on purpose: the check of the demo must not share a reader with what it checks.
/// </summary>
internal static class CsvText
{
    /// <summary>The rows below the header, each by column name; short rows lack their last columns.</summary>
    public static IEnumerable<Dictionary<string, string>> ReadFile(string path)
    {
        var rows = Split(File.ReadAllText(path)).ToArray();
        return rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    private static IEnumerable<List<string>> Split(string text)
    {
        var (row, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[++i]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (quoted || c is not (',' or '\n' or '\r'))
            {
                field.Append(c);
            }
            else if (c is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    yield return row;
                    row = [];
                }
            }
        }

        if (field.Length > 0 || row.Count > 0)
        {
            row.Add(field.ToString());
            yield return row;
        }
    }
}
