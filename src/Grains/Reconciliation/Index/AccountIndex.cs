using System.Numerics;
using FASTER.core;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Reconciliation.Index;

/// <summary>
/// For each account of one target, the digest of the target's own id to the digest of the account as last reconciled and its record: a scan
/// of the target is compared with it, and only what differs is looked at further. Larger than memory, on the silo's disk, and scratch:
/// the truth is in the store.
/// </summary>
/// <remarks>Safe for use by several threads; calls wait for each other. A FASTER key-value store with fixed-size keys and values.</remarks>
public sealed class AccountIndex : IDisposable
{
    private const int RecordBytes = 80;
    private const int EntriesPerBucket = 4;
    private const int BucketBytes = 64;
    private const long PageBytes = 4 << 20;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly FasterKVSettings<Digest, AccountEntry> _settings;
    private readonly FasterKV<Digest, AccountEntry> _entries;
    private readonly ClientSession<Digest, AccountEntry, AccountIndexInput, AccountEntry, int, AccountIndexFunctions> _session;

    /// <param name="folder">A folder of its own, emptied first.</param>
    /// <param name="memoryBytes">Memory for entries, rounded down to a power of two; what does not fit goes to disk. At least 8 MiB.</param>
    /// <param name="population">Accounts expected; more only make it slower.</param>
    public AccountIndex(string folder, long memoryBytes, long population)
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
        _session = _entries.For(new AccountIndexFunctions()).NewSession<AccountIndexFunctions>();
    }

    /// <summary>Accounts that a record claims.</summary>
    public long OwnedCount { get; private set; }

    /// <summary>Accounts that no record claims.</summary>
    public long UnownedCount { get; private set; }

    /// <summary>Those of both that this pass has seen.</summary>
    public long SeenCount { get; private set; }

    /// <summary>The pass under way.</summary>
    public uint Pass { get; private set; }

    /// <summary>Bytes that entries take, those outdated included.</summary>
    public long LogBytes => _entries.Log.TailAddress - _entries.Log.BeginAddress;

    /// <summary>Bytes that the living entries would take.</summary>
    public long EntryBytes => (OwnedCount + UnownedCount) * RecordBytes;

    /// <summary>Begins a pass over the target: no account has been seen in it.</summary>
    public void BeginPass()
    {
        Pass++;
        SeenCount = 0;
    }

    /// <summary>Notes that the accounts were seen in this pass, and gives for each the entry as it was before.</summary>
    public void See(ReadOnlySpan<Digest> keys, Span<AccountEntry> before)
    {
        var input = new AccountIndexInput { Operation = AccountIndexOperation.See, Entry = new() { Pass = Pass } };
        lock (_gate)
        {
            var pending = false;
            for (var i = 0; i < keys.Length; i++)
            {
                var key = keys[i];
                pending |= _session.RMW(ref key, ref input, ref before[i], i).IsPending;
            }

            if (pending)
            {
                Complete(before);
            }

            foreach (ref readonly var entry in before[..keys.Length])
            {
                SeenCount += entry.Known == 1 && entry.Pass != Pass ? 1 : 0;
            }
        }
    }

    /// <summary>Notes an account as it has been reconciled.</summary>
    /// <param name="key">Digest of the target's own id.</param>
    /// <param name="content">Digest of the account; default when whatever is seen next shall count as different.</param>
    /// <param name="account">Its record; default when none claims it.</param>
    /// <returns>The entry as it was before.</returns>
    public AccountEntry Know(Digest key, Digest content, Digest account) => Update(key, new() { Content = content, Account = account, Known = 1 });

    /// <summary>Notes how the record of an account stands at the target; what is known of it stays.</summary>
    public void KnowRecord(Digest key, Digest record)
    {
        lock (_gate)
        {
            Span<AccountEntry> before = stackalloc AccountEntry[1];
            var input = new AccountIndexInput { Operation = AccountIndexOperation.KnowRecord, Entry = new() { Record = record } };
            if (_session.RMW(ref key, ref input, ref before[0]).IsPending)
            {
                Complete(before);
            }
        }
    }

    /// <summary>The account is no longer there, or no longer known by this id.</summary>
    public void Forget(Digest key) => Update(key, default);

    /// <summary>The entry of an account; default when there is none.</summary>
    public AccountEntry Find(Digest key)
    {
        lock (_gate)
        {
            return Read(key);
        }
    }

    /// <summary>Accounts that are known and that this pass has not seen.</summary>
    public IEnumerable<(Digest Key, AccountEntry Entry)> Unseen()
    {
        if (SeenCount >= OwnedCount + UnownedCount)
        {
            yield break;
        }

        // Older copies of an entry can be in the log: what counts is the entry as it is read.
        var given = new HashSet<Digest>();
        using var records = _entries.Log.Scan(_entries.Log.BeginAddress, _entries.Log.TailAddress);
        while (records.GetNext(out _, out var key, out var copy))
        {
            if (copy.Known != 1 || copy.Pass == Pass || given.Contains(key))
            {
                continue;
            }

            var entry = Find(key);
            if (entry.Known == 1 && entry.Pass != Pass && given.Add(key))
            {
                yield return (key, entry);
            }
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

    private AccountEntry Update(Digest key, AccountEntry entry)
    {
        lock (_gate)
        {
            Span<AccountEntry> before = stackalloc AccountEntry[1];
            var input = new AccountIndexInput { Operation = AccountIndexOperation.Know, Entry = entry };
            if (_session.RMW(ref key, ref input, ref before[0]).IsPending)
            {
                Complete(before);
            }

            Count(before[0], -1);
            Count(entry, 1);

            // What is learnt or forgotten of an account that this pass saw counts as seen, or no more.
            SeenCount += before[0].Pass == Pass && Pass > 0 ? (int)entry.Known - (int)before[0].Known : 0;
            return before[0];
        }
    }

    private void Count(AccountEntry entry, int by)
    {
        OwnedCount += entry is { Known: 1, IsOwned: true } ? by : 0;
        UnownedCount += entry is { Known: 1, IsOwned: false } ? by : 0;
    }

    private AccountEntry Read(Digest key)
    {
        Span<AccountEntry> found = stackalloc AccountEntry[1];
        var input = default(AccountIndexInput);
        if (_session.Read(ref key, ref input, ref found[0]).IsPending)
        {
            Complete(found);
        }

        return found[0];
    }

    private void Complete(Span<AccountEntry> results)
    {
        _session.CompletePendingWithOutputs(out var completed, wait: true);
        using (completed)
        {
            while (completed.Next())
            {
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
