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
        foreach (var row in Stream(stream))
        {
            rows.Add(_row.Name(row), row);
        }

        return rows.ToImmutable();
    }

    /// <summary>The rows one at a time. Of those before, only digests of their names are held, to see one that comes twice.</summary>
    /// <exception cref="FileFaultException">The file is not what the settings say; told where that is seen.</exception>
    public IEnumerable<ImmutableArray<string>> Stream(Stream stream)
    {
        using var text = new StreamReader(stream, settings.Encoding, detectEncodingFromByteOrderMarks: false);
        var reader = new CsvReader(text, settings.Delimiter);
        var names = new HashSet<UInt128>();
        var positions = Reading(reader, () =>
        {
            SkipByteOrderMark(text);
            return Positions(reader.Read());
        });
        while (Reading(reader, reader.Read) is { } fields)
        {
            var row = RowOf(positions, fields, reader.Line);
            var name = _row.Name(row);
            if (name.Length == 0 || !names.Add(DigestOf(name)))
            {
                throw new FileFaultException("FILE_MALFORMED", $"Line {reader.Line}: the account has no name, or one that was there before. Repair the file or move it away.");
            }

            yield return row;
        }
    }

    private static T Reading<T>(CsvReader reader, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new FileFaultException("FILE_MALFORMED", $"{e.Message} Repair the file or move it away.");
        }
        catch (System.Text.DecoderFallbackException)
        {
            throw new FileFaultException("INVALID_ENCODING", $"After line {reader.Line} there are bytes that are not in the file's encoding. Correct encoding or the file.");
        }
    }

    // What the comparer takes for equal has the same digest.
    private UInt128 DigestOf(string name)
    {
        var text = settings.NameComparer == StringComparer.Ordinal ? name : name.ToUpperInvariant();
        return System.IO.Hashing.XxHash128.HashToUInt128(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
    }

    public void Write(Stream stream, ImmutableSortedDictionary<string, ImmutableArray<string>> rows)
    {
        using var text = new StreamWriter(stream, settings.Encoding, leaveOpen: true);
        var writer = new CsvWriter(text, settings.Delimiter);
        writer.Write(settings.Columns);
        foreach (var row in rows.Values)
        {
            writer.Write(settings.FormulaCells == FormulaCells.Escape ? [.. row.Select(FieldText.Disarm)] : row);
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

    private ImmutableArray<string> RowOf(ImmutableArray<int> positions, IReadOnlyList<string> fields, long line)
    {
        if (fields.Count != positions.Count(p => p >= 0))
        {
            throw new FileFaultException("FILE_MALFORMED", $"Line {line}: not as many fields as the header has. Repair the file or move it away.");
        }

        return [.. positions.Select(p => p < 0 ? "" : settings.FormulaCells == FormulaCells.Escape ? FieldText.Rearm(fields[p]) : fields[p])];
    }

    private static void SkipByteOrderMark(StreamReader text)
    {
        if (text.Peek() == '\uFEFF')
        {
            text.Read();
        }
    }
}
