using System.Numerics;
using FASTER.core;

namespace Prov.Grains.Sources.Index;

/// <summary>
/// For each record of one source, the digest of its key to the digest of its content last committed: a full feed is compared with it,
/// and only where something differs is an identity woken. Larger than memory, on the silo's disk, and scratch: the truth is in the store.
/// </summary>
/// <remarks>Safe for use by several threads; calls wait for each other. A FASTER key-value store with fixed-size keys and values.</remarks>
public sealed class DifferenceIndex : IDisposable
{
    private const int RecordBytes = 48;
    private const int EntriesPerBucket = 4;
    private const int BucketBytes = 64;
    private const long PageBytes = 4 << 20;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly FasterKVSettings<Digest, IndexEntry> _settings;
    private readonly FasterKV<Digest, IndexEntry> _entries;
    private readonly ClientSession<Digest, IndexEntry, IndexInput, IndexEntry, int, IndexFunctions> _session;
    private long _here;

    /// <param name="folder">A folder of its own, emptied first.</param>
    /// <param name="memoryBytes">Memory for entries, rounded down to a power of two; what does not fit goes to disk. At least 8 MiB.</param>
    /// <param name="population">Records expected; more only make it slower.</param>
    public DifferenceIndex(string folder, long memoryBytes, long population)
    {
        _folder = folder;
        Clear();
        Directory.CreateDirectory(folder);
        _settings = new()
        {
            IndexSize = Math.Max(1 << 16, (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, population / EntriesPerBucket)) * BucketBytes),
            MemorySize = 1L << BitOperations.Log2((ulong)Math.Max(memoryBytes, 2 * PageBytes)),
            PageSize = PageBytes,
            SegmentSize = 64 << 20,
            LogDevice = Devices.CreateLogDevice(Path.Combine(folder, "log"), deleteOnClose: true),
            EqualityComparer = new Digest.Comparer(),
            ConcurrencyControlMode = ConcurrencyControlMode.None,
        };
        _entries = new(_settings);
        _session = _entries.For(new IndexFunctions()).NewSession<IndexFunctions>();
    }

    /// <summary>Records whose last word is that the person is here.</summary>
    public long HereCount => Interlocked.Read(ref _here);

    /// <summary>The pass under way.</summary>
    public uint Pass { get; private set; }

    /// <summary>Bytes that entries take, those outdated included.</summary>
    public long LogBytes => _entries.Log.TailAddress - _entries.Log.BeginAddress;

    /// <summary>Bytes that the living entries would take.</summary>
    public long EntryBytes { get; private set; }

    /// <summary>Begins a pass over a feed: no key has been seen in it.</summary>
    public void BeginPass() => Pass++;

    /// <summary>Notes that the keys were seen in this pass, and gives for each the entry as it was before.</summary>
    public void See(ReadOnlySpan<Digest> keys, Span<IndexEntry> before)
    {
        var input = new IndexInput { Operation = IndexOperation.See, Entry = new() { Pass = Pass } };
        lock (_gate)
        {
            var pending = false;
            for (var i = 0; i < keys.Length; i++)
            {
                var key = keys[i];
                pending |= Note(_session.RMW(ref key, ref input, ref before[i], i)).IsPending;
            }

            if (pending)
            {
                Complete(before);
            }
        }
    }

    /// <summary>An event of this record is about to be submitted: until it is answered, its content is not known.</summary>
    public void Doubt(Digest key) => Update(key, new() { Operation = IndexOperation.Doubt });

    /// <summary>The store has committed this content.</summary>
    /// <param name="key">Digest of the record's key.</param>
    /// <param name="content">Digest of its content; default when a row of whatever content shall count as changed.</param>
    /// <param name="here">Whether the record says that the person is or will be here.</param>
    public void Know(Digest key, Digest content, bool here)
    {
        var standing = here ? RecordStanding.Here : RecordStanding.Gone;
        var before = Update(key, new() { Operation = IndexOperation.Know, Entry = new() { Content = content, Standing = standing } });
        Interlocked.Add(ref _here, (here ? 1 : 0) - (before.Standing == RecordStanding.Here ? 1 : 0));
    }

    /// <summary>The entry of a key; default when there is none.</summary>
    public IndexEntry Find(Digest key)
    {
        lock (_gate)
        {
            Span<IndexEntry> found = stackalloc IndexEntry[1];
            var input = default(IndexInput);
            if (_session.Read(ref key, ref input, ref found[0]).IsPending)
            {
                Complete(found);
            }

            return found[0];
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _entries.Dispose();
        _settings.LogDevice.Dispose();
        _settings.Dispose();
        Clear();
    }

    private IndexEntry Update(Digest key, IndexInput input)
    {
        lock (_gate)
        {
            Span<IndexEntry> before = stackalloc IndexEntry[1];
            if (Note(_session.RMW(ref key, ref input, ref before[0])).IsPending)
            {
                Complete(before);
            }

            return before[0];
        }
    }

    private Status Note(Status status)
    {
        EntryBytes += status.Record.Created && !status.Found ? RecordBytes : 0;
        return status;
    }

    private void Complete(Span<IndexEntry> results)
    {
        _session.CompletePendingWithOutputs(out var completed, wait: true);
        using (completed)
        {
            while (completed.Next())
            {
                Note(completed.Current.Status);
                results[completed.Current.Context] = completed.Current.Status.Found ? completed.Current.Output : default;
            }
        }
    }

    private void Clear()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
