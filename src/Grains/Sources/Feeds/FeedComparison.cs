using Microsoft.Win32.SafeHandles;
using Prov.Domain.Sources;
using Prov.Grains.Digests;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Sources.Feeds;

/// <summary>
/// The first pass over a feed: every row against the difference index, by digests of its bytes. A row that has not changed costs no
/// allocation; the others are handed to the plan.
/// </summary>
/// <param name="columns">The bound header.</param>
/// <param name="index">What is known; null for a feed of events, whose rows are all handed on.</param>
/// <param name="seed">Digest of what, beside a row's bytes, decides what the row says; see <see cref="FeedFile"/>.</param>
public sealed class FeedComparison(FeedColumns columns, DifferenceIndex? index, long seed)
{
    // Disk reads of entries that are not in memory overlap within a batch.
    private const int BatchRows = 512;

    private readonly PlannedRow[] _rows = new PlannedRow[BatchRows];
    private readonly Digest[] _keys = new Digest[BatchRows];
    private readonly IndexEntry[] _before = new IndexEntry[BatchRows];
    private readonly FeedSplitter _splitter = new((byte)columns.Format.Delimiter);
    private int _count;

    /// <summary>Rows read, the header not counted.</summary>
    public long Rows { get; private set; }

    public long Unchanged { get; private set; }

    /// <summary>Rows whose record was here before.</summary>
    public long SeenHere { get; private set; }

    /// <summary>True when the file ended within a row.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Keys that more than one row has.</summary>
    public HashSet<Digest> RepeatedKeys { get; } = [];

    /// <summary>Compares every row from a place on.</summary>
    /// <param name="file">The feed, in UTF-8.</param>
    /// <param name="offset">Behind the header.</param>
    /// <param name="line">The line there.</param>
    /// <param name="differs">Takes each row that differs, in the order of the file.</param>
    /// <param name="compared">Told after each batch.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    public void Run(
        SafeFileHandle file, long offset, long line, Action<PlannedRow> differs, Action<FeedComparison> compared, CancellationToken cancellationToken)
    {
        index?.BeginPass();
        var scanner = new FeedScanner(file, (byte)columns.Format.Delimiter, offset, line);
        while (scanner.MoveNext())
        {
            Rows++;
            Take(scanner);
            if (_count == BatchRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Compare(differs);
                compared(this);
            }

            if (!scanner.IsTerminated)
            {
                IsTruncated = scanner.IsQuoteOpen || _splitter.Split(scanner.Raw).Count < columns.Names.Length;
            }
        }

        Compare(differs);
        compared(this);
    }

    private void Take(FeedScanner scanner)
    {
        var raw = scanner.Raw;
        var marks = scanner.IsTooLarge ? RowMarks.TooLarge : RowMarks.None;
        var key = Key(raw, scanner.HasQuotes);
        marks |= key.IsEmpty ? RowMarks.Keyless : RowMarks.None;
        _keys[_count] = Digest.Of(key);
        _rows[_count++] = new(scanner.Offset, scanner.Line, raw.Length, marks, _keys[_count - 1], Digest.Of(raw, seed));
    }

    private ReadOnlySpan<byte> Key(ReadOnlySpan<byte> raw, bool hasQuotes)
    {
        if (!hasQuotes)
        {
            return _splitter.TryFind(raw, columns.Key, out var field) ? field : [];
        }

        var fields = _splitter.Split(raw);
        return columns.Key < fields.Count ? FeedSplitter.Content(raw, fields[columns.Key]) : [];
    }

    private void Compare(Action<PlannedRow> differs)
    {
        index?.See(_keys.AsSpan(0, _count), _before);
        for (var i = 0; i < _count; i++)
        {
            Judge(ref _rows[i], in _before[i], differs);
        }

        _count = 0;
    }

    private void Judge(ref PlannedRow row, in IndexEntry before, Action<PlannedRow> differs)
    {
        if (index is null)
        {
            differs(row);
            return;
        }

        var keyless = (row.Marks & RowMarks.Keyless) != 0;
        var repeated = before.Pass == index.Pass && !keyless;
        if (repeated)
        {
            RepeatedKeys.Add(row.Key);
        }

        var here = before.Standing == RecordStanding.Here && !repeated && !keyless;
        SeenHere += here ? 1 : 0;
        if (before.Content == row.Content && row.Content != default && row.Marks == RowMarks.None && !repeated)
        {
            Unchanged++;
            return;
        }

        differs(row with { Marks = row.Marks | (repeated ? RowMarks.Repeated : 0) | (here ? RowMarks.WasHere : 0) });
    }
}
