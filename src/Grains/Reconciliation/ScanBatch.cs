using Prov.Domain.Accounts;
using Prov.Grains.Digests;
using Prov.Grains.Reconciliation.Index;

namespace Prov.Grains.Reconciliation;

/// <summary>Some accounts of a scan with their digests, compared with the index at once.</summary>
internal sealed class ScanBatch(int size)
{
    private readonly ObservedAccount[] _accounts = new ObservedAccount[size];
    private readonly Digest[] _keys = new Digest[size];
    private readonly AccountEntry[] _before = new AccountEntry[size];

    public int Count { get; private set; }

    /// <summary>Adds an account; true when the batch is full.</summary>
    public bool Add(ObservedAccount account)
    {
        (_accounts[Count], _keys[Count]) = (account, AccountDigest.OfKey(account.NativeId));
        return ++Count == size;
    }

    /// <summary>Looks all of them up, and begins anew.</summary>
    public void See(AccountIndex index, Action<ObservedAccount, AccountEntry, Digest> each)
    {
        index.See(_keys.AsSpan(0, Count), _before);
        for (var i = 0; i < Count; i++)
        {
            each(_accounts[i], _before[i], AccountDigest.OfContent(_accounts[i]));
        }

        Count = 0;
    }
}
