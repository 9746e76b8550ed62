using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Prov.Domain.Expressions;
using Prov.Domain.Sources;
using Prov.Grains.Digests;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Sources.Feeds;

/// <summary>Measures a whole feed for its gate: one pass over the rows, and only the declared columns are looked at.</summary>
/// <param name="feed">The feed with its header.</param>
/// <param name="quality">What is declared.</param>
public sealed class FeedMeasurement(FeedFile feed, FeedQuality quality)
{
    private readonly (int Index, ColumnQuality Declared, HashSet<Digest> Seen)[] _columns =
        [.. quality.Columns.Select(c => (feed.Columns.Names.IndexOf(c.Name), c, new HashSet<Digest>()))];

    /// <param name="file">The spooled feed, its trailer taken off.</param>
    /// <param name="trailer">What the trailer says; null when there is none.</param>
    /// <param name="cancellationToken">Looked at between rows.</param>
    public FeedStatistics Run(SafeFileHandle file, FeedTrailer? trailer, CancellationToken cancellationToken)
    {
        var found = new (long Empty, long Repeated, long OutOfRange, long FirstLine)[_columns.Length];
        var scanner = new FeedScanner(file, (byte)feed.Columns.Format.Delimiter, feed.Offset, feed.Line);
        var splitter = new FeedSplitter((byte)feed.Columns.Format.Delimiter);
        var rows = 0L;
        while (scanner.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows++;
            var fields = _columns.Length > 0 ? splitter.Split(scanner.Raw) : [];
            for (var i = 0; i < _columns.Length; i++)
            {
                var (index, declared, seen) = _columns[i];
                var content = index >= 0 && index < fields.Count ? FeedSplitter.Content(scanner.Raw, fields[index]) : [];
                Add(ref found[i], content, declared, seen, scanner.Line);
            }
        }

        return new(rows, [.. found.Select(f => new ColumnStatistics(f.Empty, f.Repeated, f.OutOfRange, f.FirstLine))], trailer);
    }

    /// <summary>Takes the trailer off a spooled feed; null when its last line is none.</summary>
    /// <param name="path">The spooled feed.</param>
    /// <param name="marker">First field of the line.</param>
    /// <param name="delimiter">Between fields.</param>
    public static FeedTrailer? TakeTrailer(string path, string marker, char delimiter)
    {
        const int Longest = 4096;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var tail = new byte[Math.Min(Longest, file.Length)];
        file.Seek(-tail.Length, SeekOrigin.End);
        file.ReadExactly(tail);
        var end = tail.AsSpan().TrimEnd("\r\n"u8).Length;
        var start = tail.AsSpan(0, end).LastIndexOf((byte)'\n') + 1;
        var fields = Encoding.UTF8.GetString(tail, start, end - start).Split(delimiter).Select(f => f.Trim('"', ' ')).ToArray();
        if (fields[0] != marker)
        {
            return null;
        }

        file.SetLength(file.Length - tail.Length + start);
        file.Position = 0;
        var intact = fields.Length < 3 || fields[2].Length == 0
            || string.Equals(fields[2], Convert.ToHexString(SHA256.HashData(file)), StringComparison.OrdinalIgnoreCase);
        var counted = fields.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : (long?)null;
        return new(counted, intact);
    }

    private static void Add(
        ref (long Empty, long Repeated, long OutOfRange, long FirstLine) found, ReadOnlySpan<byte> content, ColumnQuality declared, HashSet<Digest> seen, long line)
    {
        if (content.Trim((byte)' ').IsEmpty)
        {
            found.Empty++;
            return;
        }

        var repeats = declared.Unique && !seen.Add(Digest.Of(content));
        var outside = IsOutside(content, declared);
        (found.Repeated, found.OutOfRange) = (found.Repeated + (repeats ? 1 : 0), found.OutOfRange + (outside ? 1 : 0));
        found.FirstLine = found.FirstLine == 0 && (repeats || outside) ? line : found.FirstLine;
    }

    // What is no date is a fault of its row, not of the range.
    private static bool IsOutside(ReadOnlySpan<byte> content, ColumnQuality declared) =>
        (declared.Earliest is not null || declared.Latest is not null)
        && Rfc3339.TryParse(Encoding.UTF8.GetString(content), out var instant)
        && (instant < declared.Earliest || instant > declared.Latest);
}
