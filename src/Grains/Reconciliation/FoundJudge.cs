using System.Text;
using Prov.Domain.Accounts;
using Prov.Domain.Reconciliation;
using Prov.Grains.Digests;
using Prov.Grains.Reconciliation.Index;
using Prov.Storage.Queries;

namespace Prov.Grains.Reconciliation;

/// <summary>Judges accounts that no record is known to claim, and writes down what is new about them.</summary>
internal sealed class FoundJudge(
    ReconciliationServices services, ReconciliationSubject subject, ReconciliationCounts counts, AccountIndex index, SituationLog log,
    GuardedFile guarded)
{
    private readonly FoundAccounts _accounts = new(services.Store, subject.Target.Compiled, subject.Tenant, services.Time);

    private readonly Dictionary<string, DateTimeOffset> _deleteAt = new(StringComparer.Ordinal);
    private readonly HashSet<Digest> _gone = [];

    private string Target => subject.Target.Definition.Name;

    private ReconciliationRule Rule => subject.Target.Compiled.Reconciliation.Rule;

    /// <summary>Reads what is known of accounts that are to be deleted one day.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (index.UnownedCount > 0 && Rule.Actions.ContainsValue(ReconciliationAction.Delete))
        {
            await foreach (var row in services.Store.ScanSituationsAsync(subject.Tenant, Target, cancellationToken))
            {
                if (row.Details.DeleteAt is { } at)
                {
                    _deleteAt[row.Key] = at;
                }
            }
        }
    }

    /// <summary>Judges some; gives back those that a record claims after all.</summary>
    public async Task<IReadOnlyList<(ObservedAccount Account, AccountRow Row)>> JudgeAsync(
        IReadOnlyList<ObservedAccount> some, AccountRepairs repairs, CancellationToken cancellationToken)
    {
        var claimed = new List<(ObservedAccount, AccountRow)>();
        foreach (var found in await _accounts.JudgeAsync(some, cancellationToken))
        {
            if (found.Row is { } row && found.Situation is not (Situation.Matched or Situation.Unlinked or Situation.Collision or Situation.Returned))
            {
                claimed.Add((found.Account, row));
                continue;
            }

            await TakeAsync(found, repairs, cancellationToken);
        }

        return claimed;
    }

    /// <summary>An account that nobody owned is not there any more.</summary>
    public void Forget(Digest key)
    {
        _gone.Add(key);
        index.Forget(key);
    }

    /// <summary>Takes out what was written down of accounts that are gone; the index has no more of them than their digests.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_gone.Count == 0)
        {
            return;
        }

        await foreach (var row in services.Store.ScanSituationsAsync(subject.Tenant, Target, cancellationToken))
        {
            if (_gone.Contains(AccountDigest.OfKey(row.Key)))
            {
                await log.RemoveAsync(row.Key, cancellationToken);
            }
        }

        _gone.Clear();
    }

    private async Task TakeAsync(FoundAccount found, AccountRepairs repairs, CancellationToken cancellationToken)
    {
        counts.Add(found.Situation);
        var action = Chosen(found.Situation);
        var row = new SituationRow(found.Account.NativeId, found.Account.Name, found.Situation, action)
        {
            Details = new() { Owners = found.Owners, Explanation = found.Explanation, DeleteAt = DeleteAt(found.Account, action) },
        };
        if (action == ReconciliationAction.Link && found.Row is { } own)
        {
            await repairs.OrderAsync(own, found.Account, row with { AccountId = own.Desired.AccountId }, cancellationToken);
            return;
        }

        Guard(found, row);
        await NoteAsync(found, row, cancellationToken);
    }

    private void Guard(FoundAccount found, SituationRow row)
    {
        var isDue = row.Details.DeleteAt <= services.Time.GetUtcNow();
        if (row.Action is ReconciliationAction.Disable or ReconciliationAction.Delete && (found.Account.Enabled || isDue))
        {
            var action = isDue ? ReconciliationAction.Delete : ReconciliationAction.Disable;
            guarded.Add(new(row.Key, row.Name, "", row.Situation, action));
        }
    }

    /// <summary>Writes it down unless it stands as it stood.</summary>
    private async Task NoteAsync(FoundAccount found, SituationRow row, CancellationToken cancellationToken)
    {
        if (row.Action == ReconciliationAction.None)
        {
            return;
        }

        var digest = DigestOf(found, row);
        if (index.Know(AccountDigest.OfKey(row.Key), digest, default).Content == digest)
        {
            return;
        }

        await log.AddAsync(row with { Digest = digest.ToString() }, cancellationToken);
        if (row.Action == ReconciliationAction.AskOwner)
        {
            await log.AskAsync(row, cancellationToken);
        }
    }

    private ReconciliationAction Chosen(Situation situation)
    {
        var action = Rule.ActionFor(situation);
        return subject.Start.ReportOnly && action != ReconciliationAction.None ? ReconciliationAction.Report : action;
    }

    // Disabled first, deleted after the grace period; the end of it is set once.
    private DateTimeOffset? DeleteAt(ObservedAccount account, ReconciliationAction action) =>
        action != ReconciliationAction.Delete ? null
        : _deleteAt.TryGetValue(account.NativeId, out var at) ? at
        : services.Time.GetUtcNow() + subject.Target.Definition.Deprovisioning.DeleteAfter;

    private static Digest DigestOf(FoundAccount found, SituationRow row) => Digest.Of(Encoding.UTF8.GetBytes(
        $"{AccountDigest.OfContent(found.Account)} {row.Situation} {row.Action} {row.Details.DeleteAt:O} {string.Join(' ', found.Owners.Select(o => o.IdentityId))}"));
}
