using Prov.Grains.Digests;

namespace Prov.Grains.Sources.Index;

/// <summary>
/// For each record of one source, the digest of its key to the digest of its content last committed: a full feed is compared with it,
/// and only where something differs is an identity woken. Larger than memory, on the silo's disk, and scratch: the truth is in the store.
/// </summary>
/// <remarks>Safe for use by several threads; calls wait for each other.</remarks>
public sealed class DifferenceIndex : IDisposable
{
    private const int RecordBytes = 48;

    private readonly Lock _gate = new();
    private readonly DigestStore<IndexEntry, IndexChange> _entries;
    private long _here;

    /// <param name="folder">A folder of its own, emptied first.</param>
    /// <param name="memoryBytes">Memory for entries, rounded down to a power of two; what does not fit goes to disk. At least 8 MiB.</param>
    /// <param name="population">Records expected; more only make it slower.</param>
    public DifferenceIndex(string folder, long memoryBytes, long population) => _entries = new(folder, memoryBytes, population);

    /// <summary>Records whose last word is that the person is here.</summary>
    public long HereCount => Interlocked.Read(ref _here);

    /// <summary>The pass under way.</summary>
    public uint Pass { get; private set; }

    /// <summary>Bytes that entries take, those outdated included.</summary>
    public long LogBytes => _entries.LogBytes;

    /// <summary>Bytes that the living entries would take.</summary>
    public long EntryBytes => _entries.CreatedCount * RecordBytes;

    /// <summary>Begins a pass over a feed: no key has been seen in it.</summary>
    public void BeginPass() => Pass++;

    /// <summary>Notes that the keys were seen in this pass, and gives for each the entry as it was before.</summary>
    public void See(ReadOnlySpan<Digest> keys, Span<IndexEntry> before)
    {
        lock (_gate)
        {
            _entries.Change(keys, new(IndexOperation.See, new() { Pass = Pass }), before);
        }
    }

    /// <summary>An event of this record is about to be submitted: until it is answered, its content is not known.</summary>
    public void Doubt(Digest key) => Change(key, new(IndexOperation.Doubt, default));

    /// <summary>The store has committed this content.</summary>
    /// <param name="key">Digest of the record's key.</param>
    /// <param name="content">Digest of its content; default when a row of whatever content shall count as changed.</param>
    /// <param name="here">Whether the record says that the person is or will be here.</param>
    public void Know(Digest key, Digest content, bool here)
    {
        var standing = here ? RecordStanding.Here : RecordStanding.Gone;
        var before = Change(key, new(IndexOperation.Know, new() { Content = content, Standing = standing }));
        Interlocked.Add(ref _here, (here ? 1 : 0) - (before.Standing == RecordStanding.Here ? 1 : 0));
    }

    /// <summary>The entry of a key; default when there is none.</summary>
    public IndexEntry Find(Digest key)
    {
        lock (_gate)
        {
            return _entries.Read(key);
        }
    }

    public void Dispose() => _entries.Dispose();

    private IndexEntry Change(Digest key, IndexChange change)
    {
        lock (_gate)
        {
            return _entries.Change(key, change);
        }
    }
}
