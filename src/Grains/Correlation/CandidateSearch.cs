using System.Collections.Immutable;
using Prov.Domain;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Storage;

namespace Prov.Grains.Correlation;

/// <summary>Finds those a record can belong to by the store's indexes, never by a scan, and decides among them.</summary>
public sealed class CandidateSearch(IProvStore store)
{
    /// <summary>The verdict on a record that has no owner by its source key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="source">The record's source.</param>
    /// <param name="attributes">What the record says; see <see cref="MatchDecision.AttributesOf"/>.</param>
    /// <param name="exact">The reservations of the values that its source correlates by, in the order in which they count.</param>
    /// <param name="rule">The source's rule.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async Task<MatchVerdict> JudgeAsync(
        string tenant, string source, ImmutableSortedDictionary<string, Value> attributes, ImmutableArray<Reservation> exact,
        CompiledCorrelationRule rule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var owners = exact.IsEmpty ? null : await store.FindOwnersAsync(tenant, exact, cancellationToken);
        var owner = exact.Select(r => owners!.GetValueOrDefault(r)).FirstOrDefault(o => o is not null);
        if (owner is not null && await store.LoadIdentityAsync(owner, cancellationToken) is { } known)
        {
            return MatchDecision.OfExact(attributes, known, rule);
        }

        var (found, cut) = await store.FindByBlocksAsync(tenant, rule.Keys(attributes), Limits.CandidatesPerRecordCount, cancellationToken);
        return MatchDecision.Decide(attributes, source, found, cut, rule, now);
    }

    /// <summary>The reservations of the values that the record's source correlates by.</summary>
    public static ImmutableArray<Reservation> ExactKeys(LifecycleEvent lifecycleEvent, Domain.Policies.PolicySnapshot snapshot) =>
        CorrelationDecision.Keys(lifecycleEvent, snapshot).RemoveAt(0);
}
