using System.Numerics;
using FASTER.core;

namespace Prov.Grains.Digests;

/// <summary>Entries of a fixed size by digest: larger than memory, on the silo's disk, and scratch. What is in it is lost with its process.</summary>
/// <remarks>A FASTER key-value store with one session: for one caller at a time.</remarks>
/// <typeparam name="TEntry">What is kept; one that is not there is the default.</typeparam>
/// <typeparam name="TChange">How an entry is changed.</typeparam>
internal sealed class DigestStore<TEntry, TChange> : IDisposable
    where TEntry : unmanaged
    where TChange : unmanaged, IEntryChange<TEntry>
{
    private const int EntriesPerBucket = 4;
    private const int BucketBytes = 64;
    private const long PageBytes = 4 << 20;

    private readonly string _folder;
    private readonly FasterKVSettings<Digest, TEntry> _settings;
    private readonly FasterKV<Digest, TEntry> _entries;
    private readonly ClientSession<Digest, TEntry, TChange, TEntry, int, DigestFunctions<TEntry, TChange>> _session;

    /// <param name="folder">A folder of its own, emptied first.</param>
    /// <param name="memoryBytes">Memory for entries, rounded down to a power of two; what does not fit goes to disk. At least 8 MiB.</param>
    /// <param name="population">Entries expected; more only make it slower.</param>
    public DigestStore(string folder, long memoryBytes, long population)
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
        _session = _entries.For(new DigestFunctions<TEntry, TChange>()).NewSession<DigestFunctions<TEntry, TChange>>();
    }

    /// <summary>Digests that an entry was made for.</summary>
    public long CreatedCount { get; private set; }

    /// <summary>Bytes that entries take, those outdated included.</summary>
    public long LogBytes => _entries.Log.TailAddress - _entries.Log.BeginAddress;

    /// <summary>Changes the entries of several digests, and gives for each the entry as it was before.</summary>
    public void Change(ReadOnlySpan<Digest> keys, TChange change, Span<TEntry> before)
    {
        var pending = false;
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            pending |= Note(_session.RMW(ref key, ref change, ref before[i], i)).IsPending;
        }

        if (pending)
        {
            Complete(before);
        }
    }

    /// <summary>Changes one entry, and gives it as it was before.</summary>
    public TEntry Change(Digest key, TChange change)
    {
        Span<TEntry> before = stackalloc TEntry[1];
        Change([key], change, before);
        return before[0];
    }

    /// <summary>The entry of a digest.</summary>
    public TEntry Read(Digest key)
    {
        Span<TEntry> found = stackalloc TEntry[1];
        var change = default(TChange);
        if (_session.Read(ref key, ref change, ref found[0]).IsPending)
        {
            Complete(found);
        }

        return found[0];
    }

    /// <summary>Every copy of every entry that the log still has, outdated ones too: what counts is the entry as it is read.</summary>
    public IEnumerable<(Digest Key, TEntry Copy)> Copies()
    {
        using var records = _entries.Log.Scan(_entries.Log.BeginAddress, _entries.Log.TailAddress);
        while (records.GetNext(out _, out var key, out var copy))
        {
            yield return (key, copy);
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

    private Status Note(Status status)
    {
        CreatedCount += status.Record.Created && !status.Found ? 1 : 0;
        return status;
    }

    private void Complete(Span<TEntry> results)
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
