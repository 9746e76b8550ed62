using System.Text;
using Prov.Connectors.DelimitedText.Files;
using Prov.Connectors.DelimitedText.Rfc4180;
using Prov.Connectors.DelimitedText.Rows;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.DelimitedText.Scanning;

/// <summary>
/// Cuts a file in UTF-8 into rows without reading their fields: line ends count only outside quotation marks. Memory is one buffer,
/// however long the file.
/// </summary>
internal sealed class RowScanner
{
    private const int PageRows = 4096;
    private const int BufferBytes = 1 << 20;
    private const int LongestRowBytes = 64 << 20;
    private static readonly byte[] _mark = [0xEF, 0xBB, 0xBF];

    private readonly DelimitedTextSettings _settings;
    private readonly Stream _stream;
    private readonly RowPage _page;
    private byte[] _buffer = new byte[BufferBytes];
    private byte[] _header = [];
    private int _keyColumn;
    private int _from;
    private int _to;

    /// <param name="settings">Of the target; the encoding is UTF-8.</param>
    /// <param name="stream">The file; not disposed.</param>
    public RowScanner(DelimitedTextSettings settings, Stream stream)
    {
        (_settings, _stream) = (settings, stream);
        _page = new RowPage(PageRows, Read);
    }

    /// <summary>The next rows; null at the end. The page is the same object each time.</summary>
    /// <exception cref="FileFaultException">The file is not what the settings say.</exception>
    public RowPage? Next()
    {
        if (_header.Length == 0 && !TakeHeader())
        {
            return null;
        }

        _page.Begin(_buffer);
        while (!_page.IsFull)
        {
            var isFirst = _page.Count == 0;
            var length = RowLength(mayRefill: isFirst);
            if (length < 0)
            {
                break;
            }

            if (length > 0)
            {
                Add(length, isFirst);
            }

            Pass(length);
        }

        return _page.Count == 0 ? null : _page;
    }

    private void Add(int length, bool isFirst)
    {
        if (isFirst)
        {
            // Reading on may have moved or replaced the buffer.
            _page.Begin(_buffer);
        }

        var row = _buffer.AsSpan(_from, length);
        var (start, keyLength) = Key(row);
        var key = row.Slice(start, keyLength);
        if (key.Contains((byte)'"'))
        {
            _page.Add(_from, length, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(key).Replace("\"\"", "\"", StringComparison.Ordinal)));
        }
        else
        {
            _page.Add(_from, length, _from + start, keyLength);
        }
    }

    // The last row may have no line end.
    private void Pass(int length) => _from = Math.Min(_to, _from + length + 1);

    /// <summary>Length of the row that begins here; -1 when there is none whole in the buffer.</summary>
    private int RowLength(bool mayRefill)
    {
        var (at, quoted) = (_from, false);
        while (true)
        {
            var rest = _buffer.AsSpan(at, _to - at);
            var found = quoted ? rest.IndexOf((byte)'"') : rest.IndexOfAny((byte)'\n', (byte)'\r', (byte)'"');
            if (found >= 0)
            {
                at += found;
                if (_buffer[at] != '"')
                {
                    return at - _from;
                }

                (at, quoted) = (at + 1, !quoted);
                continue;
            }

            if (!mayRefill)
            {
                return -1;
            }

            var passed = _to - _from;
            if (!Refill())
            {
                return _to > _from ? _to - _from : -1;
            }

            at = _from + passed;
        }
    }

    /// <summary>Moves what is begun to the front and reads on; false at the end.</summary>
    private bool Refill()
    {
        var left = _to - _from;
        if (left == _buffer.Length)
        {
            if (left >= LongestRowBytes)
            {
                throw new FileFaultException("FILE_MALFORMED", "A row is longer than 64 MiB: a quotation mark may be missing. Repair the file or move it away.");
            }

            Array.Resize(ref _buffer, 2 * left);
        }
        else if (_from > 0)
        {
            Buffer.BlockCopy(_buffer, _from, _buffer, 0, left);
        }

        (_from, _to) = (0, left);
        var read = _stream.Read(_buffer, _to, _buffer.Length - _to);
        _to += read;
        return read > 0;
    }

    private bool TakeHeader()
    {
        int length;
        do
        {
            length = RowLength(mayRefill: true);
            if (length > 0)
            {
                var header = _buffer.AsSpan(_from, length);
                _header = [.. header.StartsWith(_mark) ? header[_mark.Length..] : header, (byte)'\n'];
            }

            Pass(Math.Max(0, length));
        }
        while (length == 0);
        if (length < 0)
        {
            return false;
        }

        // Says what is wrong with it, if anything is.
        using var only = new MemoryStream(_header);
        new FileText(_settings).Read(only);
        var columns = new CsvReader(new StringReader(Encoding.UTF8.GetString(_header)), _settings.Delimiter).Read()!;
        _keyColumn = columns.ToList().IndexOf(_settings.NameColumn);
        return true;
    }

    /// <summary>Where the account's name is. One in quotation marks is taken with them out when nothing in it is quoted.</summary>
    private (int Start, int Length) Key(ReadOnlySpan<byte> row)
    {
        var start = 0;
        for (var column = 0; ; column++)
        {
            var length = FieldLength(row[start..]);
            if (column == _keyColumn || start + length >= row.Length)
            {
                return length >= 2 && row[start] == '"' ? (start + 1, length - 2) : (start, length);
            }

            start += length + 1;
        }
    }

    private int FieldLength(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        if (rest.Length > 0 && rest[0] == '"')
        {
            for (at = 1; at < rest.Length; at++)
            {
                if (rest[at] == '"' && (++at >= rest.Length || rest[at] != '"'))
                {
                    break;
                }
            }
        }

        var end = rest[Math.Min(at, rest.Length)..].IndexOf((byte)_settings.Delimiter);
        return end < 0 ? rest.Length : at + end;
    }

    private ConnectorResult<ObservedAccount> Read(ReadOnlySpan<byte> row)
    {
        try
        {
            using var text = new MemoryStream([.. _header, .. row, (byte)'\n']);
            var rows = new FileText(_settings).Read(text);
            return rows.Count == 1
                ? ConnectorResult<ObservedAccount>.Of(new AccountRow(_settings).Observe(rows.Values.First()))
                : ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.Refused, "FILE_MALFORMED", "A row cannot be read. Repair the file.");
        }
        catch (FileFaultException fault)
        {
            return ConnectorResult<ObservedAccount>.From(fault.Outcome);
        }
    }
}
