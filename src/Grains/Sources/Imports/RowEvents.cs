using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Prov.Domain;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Sources.Feeds;
using Prov.Storage.Queries;

namespace Prov.Grains.Sources.Imports;

/// <summary>Reads planned rows again from the spooled feed and makes events of them. Not safe for several threads.</summary>
internal sealed class RowEvents(SafeFileHandle file, FeedFile feed, CompiledSource source, ImportStart start, string runId, TimeProvider time)
{
    private readonly FeedRowReader _reader = new(feed.Columns, new FeedSplitter((byte)feed.Columns.Format.Delimiter));
    private byte[] _buffer = new byte[1 << 16];
    private int _length;

    /// <summary>True when the last row's form was at fault, so that even its key is in doubt.</summary>
    public bool IsMalformed => _reader.IsMalformed;

    /// <summary>The last row as the quarantine keeps it; null when it is too large for that.</summary>
    public QuarantinedContent? Content() => _length > Limits.QuarantinedRowLengthBytes
        ? null
        : QuarantinedContent.Of(feed.Columns.Names, _buffer.AsSpan(0, _length));

    /// <summary>The row's event; null when it has faults.</summary>
    public PlannedEvent? Read(PlannedRow row, ImmutableArray<FeedFault>.Builder faults)
    {
        if (_buffer.Length < row.Length)
        {
            _buffer = new byte[row.Length * 2];
        }

        _length = RandomAccess.Read(file, _buffer.AsSpan(0, row.Length), row.Offset);
        var read = _reader.Read(_buffer.AsSpan(0, _length), row.Line, (row.Marks & RowMarks.TooLarge) != 0, faults);
        if (read is null)
        {
            return null;
        }

        var here = IsHere(read);
        return new(Event(read, row, here), row.Line, row.Key.ToString(), here);
    }

    // An id that follows from run and key lets a run that submits a row twice meet its own first attempt. The id of an event that its
    // source does not number follows from the row, so that the same file can be imported again.
    private LifecycleEvent Event(FeedRow read, PlannedRow row, bool here)
    {
        var snapshot = feed.Columns.Format.Mode == FeedMode.Snapshot;
        return new()
        {
            Tenant = start.Tenant,
            Source = start.Source,
            SourceKey = read.SourceKey,
            EventId = snapshot ? $"{runId}:{row.Key}" : read.EventId.Length > 0 ? read.EventId : "row:" + row.Content,
            Kind = read.Kind,
            Sequence = read.Sequence,
            EffectiveAt = read.EffectiveAt,
            Attributes = read.Attributes,
            ContentDigest = snapshot ? RowDigest.Text(row.Content, here) : null,
            Actor = start.Actor,
        };
    }

    private bool IsHere(FeedRow read) => read.Kind switch
    {
        LifecycleEventKind.Record or LifecycleEventKind.Join => RowPresence.IsHere(source, read.Attributes, time.GetUtcNow()),
        LifecycleEventKind.Leave => false,
        _ => true,
    };
}
