using Prov.Connectors.Capabilities;
using Prov.Grains.Digests;
using Prov.Grains.Reconciliation.Index;

namespace Prov.Grains.Reconciliation;

/// <summary>The digests of one page of a scan by records, compared with the index at once.</summary>
internal sealed class RecordBatch
{
    private Digest[] _keys = [];
    private Digest[] _records = [];
    private AccountEntry[] _before = [];

    public Digest Key(int index) => _keys[index];

    public Digest Record(int index) => _records[index];

    /// <summary>The index's entry as it was before this page.</summary>
    public AccountEntry Before(int index) => _before[index];

    public void See(AccountIndex index, AccountPage page)
    {
        if (_keys.Length < page.Count)
        {
            (_keys, _records, _before) = (new Digest[page.Count], new Digest[page.Count], new AccountEntry[page.Count]);
        }

        for (var i = 0; i < page.Count; i++)
        {
            (_keys[i], _records[i]) = (Digest.Of(page.KeyOf(i)), Digest.Of(page.RecordOf(i)));
        }

        index.See(_keys.AsSpan(0, page.Count), _before);
    }
}
