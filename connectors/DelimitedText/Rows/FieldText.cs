using System.Collections.Immutable;
using System.Text;

namespace Prov.Connectors.DelimitedText.Rows;

/// <summary>Several values in one field, and fields that a spreadsheet would take for formulas. Every form can be read back.</summary>
internal static class FieldText
{
    private const char Escape = '\\';
    private const char Apostrophe = '\'';

    public static string Join(IEnumerable<string> values, char separator) => string.Join(separator, values.Select(v => EscapeValue(v, separator)));

    public static ImmutableArray<string> Split(string field, char separator)
    {
        if (field.Length == 0)
        {
            return [];
        }

        var values = ImmutableArray.CreateBuilder<string>();
        var value = new StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == separator)
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else
            {
                i += field[i] == Escape && i + 1 < field.Length ? 1 : 0;
                value.Append(field[i]);
            }
        }

        values.Add(value.ToString());
        return values.ToImmutable();
    }

    /// <summary>An apostrophe before what starts a formula, and before an apostrophe, so that it can be taken off again.</summary>
    public static string Disarm(string field) => field is ['=' or '+' or '-' or '@' or '\t' or '\r' or Apostrophe, ..] ? Apostrophe + field : field;

    /// <summary>
    /// True when a spreadsheet may run it. A number or a telephone number begins with a sign too; what has only digits and their punctuation
    /// behind it runs nothing.
    /// </summary>
    public static bool IsFormula(string field) => field switch
    {
        ['=' or '@' or '\t' or '\r', ..] => true,
        ['+' or '-', .. var rest] => rest.Any(c => !char.IsAsciiDigit(c) && c is not (' ' or '(' or ')' or '.' or ',' or '/' or '-')),
        _ => false,
    };

    public static string Rearm(string field) => field is [Apostrophe, ..] ? field[1..] : field;

    private static string EscapeValue(string value, char separator) => value
        .Replace($"{Escape}", $"{Escape}{Escape}", StringComparison.Ordinal)
        .Replace($"{separator}", $"{Escape}{separator}", StringComparison.Ordinal);
}
