using Microsoft.Win32.SafeHandles;
using Prov.Domain;

namespace Prov.Grains.Sources.Feeds;

/// <summary>
/// Walks over the records of a delimited-text file in UTF-8 (RFC 4180) without looking at their fields: rows that have not changed
/// need no more than their bytes. Blank lines are passed over. Not safe for use by several threads.
/// </summary>
public sealed class FeedScanner
{
    private const byte LineFeed = (byte)'\n';
    private const byte Quote = (byte)'"';
    private const int Chunk = 1 << 20;

    // The longest row that is kept, and behind it room to read through what is longer without keeping it.
    private readonly byte[] _buffer = new byte[Limits.FeedRowLengthBytes + Chunk];
    private readonly SafeFileHandle _file;
    private readonly byte _delimiter;
    private long _readFrom;
    private int _start;
    private int _length;
    private int _next;
    private int _end;
    private long _nextLine;
    private RecordState _state;

    /// <param name="file">Opened for reading, in UTF-8 without a byte order mark.</param>
    /// <param name="delimiter">Between fields.</param>
    /// <param name="offset">Where to begin: 0, or the offset of a record.</param>
    /// <param name="line">The line at that offset, counted from 1.</param>
    public FeedScanner(SafeFileHandle file, byte delimiter, long offset = 0, long line = 1)
    {
        (_file, _delimiter, _readFrom, _nextLine) = (file, delimiter, offset, line);
    }

    private enum RecordState
    {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }

    /// <summary>The record without its line end; of one that is too large, its beginning. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Raw => _buffer.AsSpan(_start, _length);

    /// <summary>Where the record begins in the file.</summary>
    public long Offset { get; private set; }

    /// <summary>The line on which it begins.</summary>
    public long Line { get; private set; }

    /// <summary>True when there is a quote anywhere in it.</summary>
    public bool HasQuotes { get; private set; }

    /// <summary>True when it is longer than <see cref="Limits.FeedRowLengthBytes"/>.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>False when the file ended before the line did.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>True when the file ended within quotes.</summary>
    public bool IsQuoteOpen { get; private set; }

    /// <summary>Goes to the next record; false at the end of the file.</summary>
    public bool MoveNext()
    {
        do
        {
            if (!FindRecord())
            {
                return false;
            }
        }
        while (_length == 0);
        return true;
    }

    private bool FindRecord()
    {
        _start = _next;
        (Line, IsTooLarge, IsTerminated, IsQuoteOpen) = (_nextLine, false, true, false);
        var rest = _buffer.AsSpan(_start, _end - _start);
        var stop = rest.IndexOfAny(LineFeed, Quote);
        if (stop >= 0 && rest[stop] == LineFeed)
        {
            HasQuotes = false;
            Offset = _readFrom - _end + _start;
            _nextLine++;
            Settle(_start + stop);
            return true;
        }

        return FindSlowly();
    }

    /// <summary>For records with quotes, and for those that the buffer does not hold whole.</summary>
    private bool FindSlowly()
    {
        (_state, HasQuotes) = (RecordState.FieldStart, false);
        Offset = _readFrom - _end + _start;
        var position = _start;
        while (true)
        {
            for (; position < _end; position++)
            {
                if (Step(_buffer[position]))
                {
                    Settle(position);
                    return true;
                }
            }

            position = Fill(position);
            if (position == _end)
            {
                return EndOfFile(position);
            }
        }
    }

    /// <summary>True at the end of the record.</summary>
    private bool Step(byte octet)
    {
        if (octet == LineFeed)
        {
            _nextLine++;
            if (_state != RecordState.Quoted)
            {
                return true;
            }
        }
        else if (octet == Quote)
        {
            HasQuotes = true;
            _state = _state switch
            {
                RecordState.FieldStart or RecordState.QuoteInQuoted => RecordState.Quoted,
                RecordState.Quoted => RecordState.QuoteInQuoted,
                _ => RecordState.Plain,
            };
        }
        else if (_state != RecordState.Quoted)
        {
            _state = octet == _delimiter ? RecordState.FieldStart : RecordState.Plain;
        }

        return false;
    }

    private bool EndOfFile(int position)
    {
        if (position == _start && !IsTooLarge)
        {
            return false;
        }

        (IsTerminated, IsQuoteOpen) = (false, _state == RecordState.Quoted);
        Settle(position);
        _next = position;
        return true;
    }

    private void Settle(int position)
    {
        _next = position + 1;
        if (IsTooLarge)
        {
            return;
        }

        _length = position - _start;
        if (_length > 0 && _buffer[position - 1] == (byte)'\r')
        {
            _length--;
        }

        if (_length > Limits.FeedRowLengthBytes)
        {
            (IsTooLarge, _length) = (true, Limits.FeedRowLengthBytes);
        }
    }

    /// <summary>Reads on; returns where the new bytes are, or the end when there are none.</summary>
    private int Fill(int position)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, position, _start) = (_end - _start, position - _start, 0);
        }

        if (_end == _buffer.Length)
        {
            (IsTooLarge, _length) = (true, Limits.FeedRowLengthBytes);
            _end = position = Limits.FeedRowLengthBytes;
        }

        var read = RandomAccess.Read(_file, _buffer.AsSpan(_end), _readFrom);
        _readFrom += read;
        _end += read;
        return position;
    }
}
