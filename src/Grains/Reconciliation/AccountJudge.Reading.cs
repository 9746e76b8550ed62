using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Grains.Digests;
using Prov.Grains.Reconciliation.Index;

namespace Prov.Grains.Reconciliation;

/// <summary>What is read of the target, compared with the index.</summary>
internal sealed partial class AccountJudge
{
    private bool _refreshed;

    /// <summary>Takes a part of a scan.</summary>
    public async Task TakeAsync(ScanBatch scan, CancellationToken cancellationToken)
    {
        _counts.AddSeen(scan.Count);
        var unchanged = 0;
        scan.See(_index, (account, before, content) =>
        {
            if (before.Known == 1 && before.Pass == _index.Pass)
            {
                // Told twice in one scan: the first counts.
            }
            else if (before is not { Known: 1, IsOwned: true })
            {
                _unknown.Add(account);
            }
            else if (before.Content == content)
            {
                unchanged++;
            }
            else
            {
                _differing.Add((account, before.Account));
            }
        });
        _counts.AddUnchanged(unchanged);
        await FlushAsync(AtOnce, cancellationToken);
    }

    /// <summary>Takes a part of a scan as it stands at the target; only what differs is read value by value.</summary>
    public async Task TakeAsync(RecordBatch records, AccountPage page, CancellationToken cancellationToken)
    {
        _counts.AddSeen(page.Count);
        records.See(_index, page);
        var unchanged = 0;
        for (var i = 0; i < page.Count; i++)
        {
            var (before, record) = (records.Before(i), records.Record(i));
            if (before is { Known: 1, IsOwned: true } && before.Record == record && before.Pass != _index.Pass)
            {
                unchanged++;
            }
            else if (before.Known == 0 || before.Pass != _index.Pass)
            {
                unchanged += Read(page, i, before, records.Key(i), record);
            }
        }

        _counts.AddUnchanged(unchanged);
        await FlushAsync(AtOnce, cancellationToken);
    }

    /// <summary>Takes changes that the target tells of.</summary>
    public async Task TakeChangesAsync(ImmutableArray<ObservedChange> changes, CancellationToken cancellationToken)
    {
        _counts.AddSeen(changes.Length);
        var gone = new List<(Digest Key, AccountEntry Entry)>();

        // Of several changes of one account the last counts.
        foreach (var change in changes.Reverse().DistinctBy(c => c.Account?.NativeId ?? c.Locator.NativeId ?? c.Locator.Name))
        {
            var key = AccountDigest.OfKey(change.Account?.NativeId ?? change.Locator.NativeId ?? change.Locator.Name);
            var entry = await FindAsync(key, change.Account is null, cancellationToken);
            if (change.Account is not { } account)
            {
                if (entry.Known == 1)
                {
                    gone.Add((key, entry));
                }
            }
            else if (entry is { Known: 1, IsOwned: true })
            {
                _differing.Add((account, entry.Account));
            }
            else
            {
                _unknown.Add(account);
            }
        }

        await FlushAsync(1, cancellationToken);
        await TakeMissingAsync(gone, cancellationToken);
    }

    /// <summary>One that is gone can only be told by the index: one that it does not know may have been made since it was brought up to date.</summary>
    private async Task<AccountEntry> FindAsync(Digest key, bool gone, CancellationToken cancellationToken)
    {
        var entry = _index.Find(key);
        if (entry.Known == 0 && gone && !_refreshed)
        {
            await _services.Indexes.RefreshAsync(_subject.Tenant, _subject.Target.Definition.Name, cancellationToken);
            _refreshed = true;
            entry = _index.Find(key);
        }

        return entry;
    }

    /// <summary>1 when the account is as last known after all.</summary>
    private int Read(AccountPage page, int place, AccountEntry before, Digest key, Digest record)
    {
        if (page.Read(place).Value is not { } account)
        {
            _counts.AddUnreadable();
            return 0;
        }

        if (before is not { Known: 1, IsOwned: true })
        {
            _unknown.Add(account);
            return 0;
        }

        if (before.Content != AccountDigest.OfContent(account))
        {
            _differing.Add((account, before.Account));
            return 0;
        }

        _index.KnowRecord(key, record);
        return 1;
    }
}
