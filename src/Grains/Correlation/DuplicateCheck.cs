using System.Collections.Immutable;
using Prov.Domain;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Policies;
using Prov.Domain.WorkItems;
using Prov.Grains.Policies;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Correlation;

/// <summary>
/// After a record was judged new and committed: is there by now somebody like it, who was judged new at the same time? The commit itself
/// leaves a mark that this is to be asked, so that it is asked also when the silo is lost in between.
/// </summary>
public sealed class DuplicateCheck(IProvStore store, PolicyCurrent policies, TimeProvider time)
{
    private const string Self = "prov";

    /// <summary>Asks, opens a work item for each who may be the same, and takes the mark away. Safe to repeat.</summary>
    /// <param name="mark">Whom to look for.</param>
    /// <param name="cause">What led to it, for the audit.</param>
    /// <param name="cancellationToken">Stops it; the mark then stays.</param>
    public async Task RunAsync(DuplicateCheckRow mark, string cause, CancellationToken cancellationToken)
    {
        var snapshot = await policies.FindAsync(mark.Tenant, cancellationToken);
        var identity = await store.LoadIdentityAsync(mark.IdentityId, cancellationToken);
        if (snapshot?.FindCorrelationRule(mark.Source) is { } rule && identity is not null)
        {
            var now = time.GetUtcNow();
            foreach (var record in identity.Records.Where(r => r.Source == mark.Source))
            {
                await CompareAsync(mark, MatchDecision.AttributesOf(record, snapshot, now), rule, cause, cancellationToken);
            }
        }

        await store.EndDuplicateCheckAsync(mark, cancellationToken);
    }

    private async Task CompareAsync(
        DuplicateCheckRow mark, ImmutableSortedDictionary<string, Value> attributes, CompiledCorrelationRule rule, string cause,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (found, cut) = await store.FindByBlocksAsync(mark.Tenant, rule.Keys(attributes), Limits.CandidatesPerRecordCount, cancellationToken);
        var again = MatchDecision.Decide(attributes, mark.Source, found.Where(i => i.Id != mark.IdentityId), cut, rule, now);
        ImmutableArray<WorkItemChange> changes = [.. again.Candidates.Select(c => new OpenWorkItem(Duplicate(mark.Tenant, mark.IdentityId, c)))];
        if (!changes.IsEmpty)
        {
            await store.CommitWorkItemsAsync(
                changes, WorkItemAudit.Entries(changes, mark.Tenant, mark.IdentityId, Self, cause, now), cancellationToken);
        }
    }

    private static WorkItem Duplicate(string tenant, string identityId, WorkItemCandidate other)
    {
        var (first, second) = string.CompareOrdinal(identityId, other.IdentityId) < 0 ? (identityId, other.IdentityId) : (other.IdentityId, identityId);
        return new()
        {
            Tenant = tenant,
            Key = $"duplicate:{first}:{second}",
            Kind = WorkItemKind.Collision,
            Subject = first,
            Summary = "Two identities came at the same time and may be one person. Compare them; end the record of the one that is too many.",
            Candidates = [other with { IdentityId = first }, other with { IdentityId = second }],
        };
    }
}
