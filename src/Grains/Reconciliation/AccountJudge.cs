using Prov.Domain.Accounts;
using Prov.Domain.Reconciliation;
using Prov.Grains.Digests;
using Prov.Grains.Reconciliation.Index;
using Prov.Storage.Queries;

namespace Prov.Grains.Reconciliation;

/// <summary>
/// Judges the accounts of a run by the decision table. The index only screens: what differs from it is compared with the store, many at
/// once, before any actor is woken.
/// </summary>
internal sealed partial class AccountJudge : IDisposable
{
    private const int AtOnce = 500;

    private readonly ReconciliationServices _services;
    private readonly ReconciliationSubject _subject;
    private readonly ReconciliationCounts _counts;
    private readonly AccountIndex _index;
    private readonly SituationLog _log;
    private readonly GuardedFile _guarded;
    private readonly AccountRepairs _repairs;
    private readonly FoundJudge _found;
    private readonly List<(ObservedAccount Account, Digest Record)> _differing = [];
    private readonly List<ObservedAccount> _unknown = [];

    public AccountJudge(
        ReconciliationServices services, ReconciliationSubject subject, ReconciliationCounts counts, AccountIndex index, SituationLog log,
        GuardedFile guarded)
    {
        (_services, _subject, _counts, _index, _log, _guarded) = (services, subject, counts, index, log, guarded);
        _repairs = new(services, subject, counts, index, log);
        _found = new(services, subject, counts, index, log, guarded);
    }

    /// <inheritdoc cref="AccountRepairs.LeftUndone"/>
    public bool LeftUndone => _repairs.LeftUndone;

    private CompiledReconciliation Reconciliation => _subject.Target.Compiled.Reconciliation;

    public Task BeginAsync(CancellationToken cancellationToken) => _found.BeginAsync(cancellationToken);

    /// <summary>Takes what a whole scan has not seen.</summary>
    public async Task TakeMissingAsync(int atOnce, CancellationToken cancellationToken)
    {
        await FlushAsync(1, cancellationToken);
        foreach (var some in _index.Unseen().ToList().Chunk(atOnce))
        {
            await TakeMissingAsync(some, cancellationToken);
        }
    }

    /// <summary>Does what the guard has let go on.</summary>
    public async Task DoAsync(IReadOnlyCollection<GuardedOrder> orders, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(orders.Where(o => o.AccountId.Length > 0).Select(o => o.AccountId), cancellationToken);
        foreach (var order in orders)
        {
            if (order.AccountId.Length == 0)
            {
                await _repairs.RemoveAsync(order, cancellationToken);
            }
            else if (rows.GetValueOrDefault(order.AccountId) is { } row)
            {
                await _repairs.OrderAsync(row, seen: null, Found(row, order.Key, order.Situation, order.Action), cancellationToken);
            }
        }
    }

    /// <summary>Waits until everything that was begun is done and written down.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(1, cancellationToken);
        await _found.EndAsync(cancellationToken);
        await _repairs.EndAsync();
        await _log.FlushAsync(cancellationToken);
    }

    public void Dispose() => _repairs.Dispose();

    private async Task FlushAsync(int atLeast, CancellationToken cancellationToken)
    {
        if (_differing.Count >= atLeast)
        {
            foreach (var some in _differing.Chunk(AtOnce))
            {
                await JudgeAsync(some, cancellationToken);
            }

            _differing.Clear();
        }

        if (_unknown.Count >= atLeast)
        {
            foreach (var some in _unknown.Chunk(AtOnce))
            {
                foreach (var (account, row) in await _found.JudgeAsync(some, _repairs, cancellationToken))
                {
                    await JudgeAsync(account, row, cancellationToken);
                }
            }

            _unknown.Clear();
        }
    }

    private async Task JudgeAsync((ObservedAccount Account, Digest Record)[] some, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(some.Select(s => AccountKey.IdOf(s.Record)), cancellationToken);
        foreach (var (account, record) in some)
        {
            if (rows.GetValueOrDefault(AccountKey.IdOf(record)) is not { } row)
            {
                continue;
            }

            if (row.Account.Observed?.NativeId == account.NativeId)
            {
                await JudgeAsync(account, row, cancellationToken);
            }
            else
            {
                // The index is behind: Prov has deleted it since, or made it anew.
                _unknown.Add(account);
            }
        }
    }

    /// <summary>Judges an account that a record claims, by what the store knows of it.</summary>
    private async Task JudgeAsync(ObservedAccount account, AccountRow row, CancellationToken cancellationToken)
    {
        var same = row.Account.Observed is { } known && known.NativeId == account.NativeId
            && AccountDigest.OfContent(known) == AccountDigest.OfContent(account);
        var situation = DecisionTable.Of(new AccountFacts
        {
            Desired = row.Desired.State,
            Linked = row.Account.IsOf(account),
            Presence = same ? AccountPresence.Same : AccountPresence.Different,
            Enabled = account.Enabled,
            Pending = row.Desired.Generation > row.Account.AppliedGeneration,
            Protected = _subject.Target.Compiled.Protection.Covers(account),
            Ours = true,
        });
        if (situation == Situation.Confirmed)
        {
            _counts.AddUnchanged(1);
            _index.Know(AccountDigest.OfKey(account.NativeId), AccountDigest.OfContent(account), AccountKey.Of(row.Desired.AccountId));
            return;
        }

        var found = Found(row, account.NativeId, situation, Chosen(situation)) with { Digest = AccountDigest.OfContent(account).ToString() };
        found = found with { Details = found.Details with { Differing = ObservedDifference.Names(row.Account.Observed, account) } };
        await ActAsync(row, account, found, cancellationToken);
    }

    private async Task TakeMissingAsync(IReadOnlyCollection<(Digest Key, AccountEntry Entry)> unseen, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(unseen.Where(u => u.Entry.IsOwned).Select(u => AccountKey.IdOf(u.Entry.Account)), cancellationToken);
        foreach (var (key, entry) in unseen)
        {
            if (!entry.IsOwned)
            {
                _found.Forget(key);
                continue;
            }

            var row = rows.GetValueOrDefault(AccountKey.IdOf(entry.Account));
            if (row?.Account.Observed is not { } known || AccountDigest.OfKey(known.NativeId) != key)
            {
                // Deleted or made anew by Prov since.
                _index.Forget(key);
                continue;
            }

            var situation = DecisionTable.Of(new AccountFacts
            {
                Desired = row.Desired.State,
                Linked = true,
                Presence = AccountPresence.Absent,
                Pending = row.Desired.Generation > row.Account.AppliedGeneration,
            });
            await ActAsync(row, account: null, Found(row, known.NativeId, situation, Chosen(situation)), cancellationToken);
        }
    }

    private async Task ActAsync(AccountRow row, ObservedAccount? account, SituationRow found, CancellationToken cancellationToken)
    {
        _counts.Add(found.Situation);
        switch (found.Action)
        {
            case ReconciliationAction.None:
                break;
            case ReconciliationAction.Report:
                await _log.AddAsync(found, cancellationToken);
                break;
            case ReconciliationAction.AskOwner:
                await _log.AddAsync(found, cancellationToken);
                await _log.AskAsync(found, cancellationToken);
                break;
            case var action when DecisionTable.IsGuarded(found.Situation, action):
                _guarded.Add(new(found.Key, found.Name, found.AccountId, found.Situation, action));
                break;
            default:
                await _repairs.OrderAsync(row, account, found, cancellationToken);
                break;
        }
    }

    private ReconciliationAction Chosen(Situation situation)
    {
        var action = Reconciliation.Rule.ActionFor(situation);
        return _subject.Start.ReportOnly && action != ReconciliationAction.None ? ReconciliationAction.Report : action;
    }

    private async Task<Dictionary<string, AccountRow>> RowsAsync(IEnumerable<string> accountIds, CancellationToken cancellationToken)
    {
        var ids = accountIds.Distinct().ToList();
        var rows = ids.Count == 0 ? [] : await _services.Store.LoadAccountsAsync(ids, cancellationToken);
        return rows.ToDictionary(r => r.Desired.AccountId, StringComparer.Ordinal);
    }

    private static SituationRow Found(AccountRow row, string key, Situation situation, ReconciliationAction action) =>
        new(key, row.Account.Observed?.Name ?? row.Desired.Name, situation, action) { AccountId = row.Desired.AccountId };
}
