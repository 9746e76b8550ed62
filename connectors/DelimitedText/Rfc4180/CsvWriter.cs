using System.Buffers;

namespace Prov.Connectors.DelimitedText.Rfc4180;

/// <summary>Writes records as RFC 4180 has them: CRLF after each, fields in quotation marks where needed, those inside doubled.</summary>
/// <param name="output">Where to; not disposed.</param>
/// <param name="delimiter">Between fields: not a quotation mark, CR or LF.</param>
public sealed class CsvWriter(TextWriter output, char delimiter)
{
    private readonly SearchValues<char> _needQuotes = SearchValues.Create([delimiter, '"', '\r', '\n']);

    public void Write(IReadOnlyList<string> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0)
            {
                output.Write(delimiter);
            }

            WriteField(fields[i], alone: fields.Count == 1);
        }

        output.Write("\r\n");
    }

    private void WriteField(string field, bool alone)
    {
        // Readers differ on spaces at the ends, on comments and on an empty line: quotation marks leave no doubt.
        var doubtful = field.Length == 0 ? alone : field[0] is ' ' or '#' || field[^1] == ' ';
        if (!doubtful && !field.AsSpan().ContainsAny(_needQuotes))
        {
            output.Write(field);
            return;
        }

        output.Write('"');
        output.Write(field.Replace("\"", "\"\"", StringComparison.Ordinal));
        output.Write('"');
    }
}
