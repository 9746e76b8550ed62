using System.Collections.Immutable;
using Prov.Connectors.DelimitedText.Rfc4180;
using Prov.Connectors.DelimitedText.Rows;

namespace Prov.Connectors.DelimitedText.Files;

/// <summary>Turns the file's content into rows and back.</summary>
internal sealed class FileText(DelimitedTextSettings settings)
{
    private readonly AccountRow _row = new(settings);

    /// <exception cref="FileFaultException">The file is not what the settings say.</exception>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Read(Stream stream)
    {
        var rows = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(settings.NameComparer);
        using var text = new StreamReader(stream, settings.Encoding, detectEncodingFromByteOrderMarks: false);
        var reader = new CsvReader(text, settings.Delimiter);
        try
        {
            SkipByteOrderMark(text);
            var positions = Positions(reader.Read());
            while (reader.Read() is { } fields)
            {
                AddRow(rows, positions, fields, reader.Line);
            }
        }
        catch (CsvFormatException e)
        {
            throw new FileFaultException("FILE_MALFORMED", $"{e.Message} Repair the file or move it away.");
        }
        catch (System.Text.DecoderFallbackException)
        {
            throw new FileFaultException("INVALID_ENCODING", $"After line {reader.Line} there are bytes that are not in the file's encoding. Correct encoding or the file.");
        }

        return rows.ToImmutable();
    }

    public void Write(Stream stream, ImmutableSortedDictionary<string, ImmutableArray<string>> rows)
    {
        using var text = new StreamWriter(stream, settings.Encoding, leaveOpen: true);
        var writer = new CsvWriter(text, settings.Delimiter);
        writer.Write(settings.Columns);
        foreach (var row in rows.Values)
        {
            writer.Write(settings.FormulaEscape ? [.. row.Select(FieldText.Disarm)] : row);
        }
    }

    // For each configured column its place in the file; -1 when the file does not have it yet.
    private ImmutableArray<int> Positions(IReadOnlyList<string>? header)
    {
        if (header is null)
        {
            return [.. settings.Columns.Select(_ => -1)];
        }

        var foreign = header.Where(column => !settings.Columns.Contains(column)).ToList();
        if (foreign.Count > 0 || header.Distinct().Count() != header.Count || !header.Contains(settings.NameColumn))
        {
            throw new FileFaultException(
                "HEADER_MISMATCH", "The file's header is not that of the settings, so it may belong to another. Correct columns, nameColumn or path.");
        }

        return [.. settings.Columns.Select(column => header.ToList().IndexOf(column))];
    }

    private void AddRow(
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Builder rows, ImmutableArray<int> positions, IReadOnlyList<string> fields, long line)
    {
        if (fields.Count != positions.Count(p => p >= 0))
        {
            throw new FileFaultException("FILE_MALFORMED", $"Line {line}: not as many fields as the header has. Repair the file or move it away.");
        }

        ImmutableArray<string> row = [.. positions.Select(p => p < 0 ? "" : settings.FormulaEscape ? FieldText.Rearm(fields[p]) : fields[p])];
        if (_row.Name(row).Length == 0 || !rows.TryAdd(_row.Name(row), row))
        {
            throw new FileFaultException("FILE_MALFORMED", $"Line {line}: the account has no name, or one that was there before. Repair the file or move it away.");
        }
    }

    private static void SkipByteOrderMark(StreamReader text)
    {
        if (text.Peek() == '\uFEFF')
        {
            text.Read();
        }
    }
}
