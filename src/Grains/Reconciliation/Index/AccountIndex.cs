using Prov.Grains.Digests;

namespace Prov.Grains.Reconciliation.Index;

/// <summary>
/// For each account of one target, the digest of the target's own id to the digest of the account as last reconciled and its record: a scan
/// of the target is compared with it, and only what differs is looked at further. Larger than memory, on the silo's disk, and scratch:
/// the truth is in the store.
/// </summary>
/// <remarks>Safe for use by several threads; calls wait for each other.</remarks>
public sealed class AccountIndex : IDisposable
{
    private const int RecordBytes = 80;

    private readonly Lock _gate = new();
    private readonly DigestStore<AccountEntry, AccountIndexChange> _entries;

    /// <param name="folder">A folder of its own, emptied first.</param>
    /// <param name="memoryBytes">Memory for entries, rounded down to a power of two; what does not fit goes to disk. At least 8 MiB.</param>
    /// <param name="population">Accounts expected; more only make it slower.</param>
    public AccountIndex(string folder, long memoryBytes, long population) => _entries = new(folder, memoryBytes, population);

    /// <summary>Accounts that a record claims.</summary>
    public long OwnedCount { get; private set; }

    /// <summary>Accounts that no record claims.</summary>
    public long UnownedCount { get; private set; }

    /// <summary>Those of both that this pass has seen.</summary>
    public long SeenCount { get; private set; }

    /// <summary>The pass under way.</summary>
    public uint Pass { get; private set; }

    /// <summary>Bytes that entries take, those outdated included.</summary>
    public long LogBytes => _entries.LogBytes;

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
        lock (_gate)
        {
            _entries.Change(keys, new(AccountIndexOperation.See, new() { Pass = Pass }), before);
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
            _entries.Change(key, new(AccountIndexOperation.KnowRecord, new() { Record = record }));
        }
    }

    /// <summary>The account is no longer there, or no longer known by this id.</summary>
    public void Forget(Digest key) => Update(key, default);

    /// <summary>The entry of an account; default when there is none.</summary>
    public AccountEntry Find(Digest key)
    {
        lock (_gate)
        {
            return _entries.Read(key);
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
        foreach (var (key, copy) in _entries.Copies())
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

    public void Dispose() => _entries.Dispose();

    private AccountEntry Update(Digest key, AccountEntry entry)
    {
        lock (_gate)
        {
            var before = _entries.Change(key, new(AccountIndexOperation.Know, entry));
            Count(before, -1);
            Count(entry, 1);

            // What is learnt or forgotten of an account that this pass saw counts as seen, or no more.
            SeenCount += before.Pass == Pass && Pass > 0 ? (int)entry.Known - (int)before.Known : 0;
            return before;
        }
    }

    private void Count(AccountEntry entry, int by)
    {
        OwnedCount += entry is { Known: 1, IsOwned: true } ? by : 0;
        UnownedCount += entry is { Known: 1, IsOwned: false } ? by : 0;
    }
}
