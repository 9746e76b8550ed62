using System.Collections.Immutable;
using Prov.Domain.WorkItems;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Reconciliation;

/// <summary>Writes down what a run finds, many rows at once.</summary>
internal sealed class SituationLog(IProvStore store, string tenant, string target, string runId, TimeProvider time)
{
    private const int AtOnce = 500;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly List<SituationRow> _rows = [];
    private readonly List<string> _gone = [];

    public async Task AddAsync(SituationRow row, CancellationToken cancellationToken)
    {
        lock (_rows)
        {
            _rows.Add(row);
            if (_rows.Count < AtOnce)
            {
                return;
            }
        }

        await FlushAsync(cancellationToken);
    }

    /// <summary>What was found of this account no longer holds.</summary>
    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (_rows)
        {
            _gone.Add(key);
            if (_gone.Count < AtOnce)
            {
                return;
            }
        }

        await FlushAsync(cancellationToken);
    }

    /// <summary>Asks a person whose an account is; once, however often it is found.</summary>
    public async Task AskAsync(SituationRow row, CancellationToken cancellationToken)
    {
        var item = new WorkItem
        {
            Tenant = tenant,
            Key = $"found-account:{target}:{row.Key}",
            Kind = WorkItemKind.Manual,
            Subject = "TargetSystem/" + target,
            Summary = "An account was found whose owner is not certain. Make an identity for it, give it to its owner, or remove it at the target.",
            Details = AuditDetails.Of(("account", row.Name), ("situation", row.Situation.ToString())),
            Candidates = row.Details.Owners,
        };
        await store.CommitWorkItemsAsync(
            [new OpenWorkItem(item)],
            WorkItemAudit.Entries([new OpenWorkItem(item)], tenant, "", "prov", "reconciliation/" + runId, time.GetUtcNow()),
            cancellationToken);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            ImmutableArray<SituationRow> rows;
            List<string> gone;
            lock (_rows)
            {
                (rows, gone) = ([.. _rows], [.. _gone]);
                _rows.Clear();
                _gone.Clear();
            }

            if (gone.Count > 0)
            {
                await store.RemoveSituationsAsync(tenant, target, gone, cancellationToken);
            }

            if (rows.Length > 0)
            {
                await store.SaveSituationsAsync(tenant, target, runId, rows, time.GetUtcNow(), cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }
}
