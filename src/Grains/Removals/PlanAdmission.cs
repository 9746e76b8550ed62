using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Removals;
using Prov.Domain.Sources;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Removals;

/// <summary>Lets a run's removals through as a whole or not at all, before the first of them. For imports and every other run that takes away.</summary>
internal sealed class PlanAdmission(IProvStore store, Populations populations, TimeProvider time)
{
    /// <summary>True to judge only: nothing is counted.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Counts a plan; whoever is told that it is held must make none of its removals until a person has released it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="claims">The plan by scope, with the population of each.</param>
    /// <param name="limitOf">The limit of a scope; all have the same window.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Where the plan goes over its limit; empty when it may go on.</returns>
    public async Task<ImmutableArray<RemovalExcess>> AdmitAsync(
        string tenant, ImmutableArray<RemovalCount> claims, Func<string, RemovalLimit> limitOf, CancellationToken cancellationToken)
    {
        if (claims.All(c => c.Planned == 0 || limitOf(c.Scope).IsOff))
        {
            return [];
        }

        var now = time.GetUtcNow();
        var request = new RemovalRequest(tenant, claims, now - claims.Max(c => limitOf(c.Scope).Window), now);
        var answer = await store.TakeRemovalsAsync(request, c => RemovalJudgement.Judge(c, limitOf).IsEmpty, cancellationToken);
        return answer.Admitted ? [] : RemovalJudgement.Judge(answer.Counts, limitOf);
    }

    /// <summary>Counts the leaves of a source's run.</summary>
    /// <returns>Why the leaves are held; empty when they may go on.</returns>
    public async Task<string> AdmitLeavesAsync(string tenant, AuthoritativeSource source, LeavePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Leaves + plan.Unconfirmed == 0 || (source.Guard.Limit.IsOff && source.Guard.Cohorts.IsEmpty))
        {
            return "";
        }

        var whole = new RemovalCount(RemovalScope.OfSource(source.Name), plan.Leaves, 0, plan.Population);
        var doubtful = new Dictionary<string, long> { [whole.Scope] = plan.Unconfirmed };
        ImmutableArray<RemovalCount> claims = [whole, .. await CohortsAsync(tenant, source, plan, doubtful, cancellationToken)];
        var now = time.GetUtcNow();
        var request = new RemovalRequest(tenant, claims, now - source.Guard.Window, now) { Source = source.Name };
        var told = "";
        var answer = await store.TakeRemovalsAsync(request, Admits, cancellationToken);
        return answer.SourceHolds ? "Leaves of the source are held already. Release or drop them, then this import." : told;

        // Absences that are not confirmed yet take nobody away, and are judged all the same: a file that was cut off shows at once.
        bool Admits(ImmutableArray<RemovalCount> counts)
        {
            told = MassChange.Judge(counts.Select(c => c with { Planned = c.Planned + doubtful.GetValueOrDefault(c.Scope) }), source);
            return told.Length == 0 && !IsPreview;
        }
    }

    private async Task<List<RemovalCount>> CohortsAsync(
        string tenant, AuthoritativeSource source, LeavePlan plan, Dictionary<string, long> doubtful, CancellationToken cancellationToken)
    {
        var claims = new List<RemovalCount>();
        if (source.Guard.Cohorts.IsEmpty || plan.Leaves + plan.Unconfirmed <= source.Guard.AlwaysAllowed)
        {
            return claims;
        }

        var leaving = await OwnersAsync(tenant, source.Name, plan, cancellationToken);
        foreach (var attribute in source.Guard.Cohorts)
        {
            var leaves = new Dictionary<string, (long Sure, long Unsure)>(StringComparer.Ordinal);
            var here = await populations.CountCohortsAsync(tenant, attribute, Count, cancellationToken);
            foreach (var (value, (sure, unsure)) in leaves)
            {
                var scope = RemovalScope.OfCohort(source.Name, attribute, value);
                doubtful[scope] = unsure;
                claims.Add(new(scope, sure, 0, here[value]));
            }

            void Count(string id, string value)
            {
                if (leaving.TryGetValue(id, out var isSure))
                {
                    var (sure, unsure) = leaves.GetValueOrDefault(value);
                    leaves[value] = isSure ? (sure + 1, unsure) : (sure, unsure + 1);
                }
            }
        }

        return claims;
    }

    /// <summary>Who would leave, by identity; false for an absence that is not confirmed.</summary>
    private async Task<Dictionary<string, bool>> OwnersAsync(string tenant, string source, LeavePlan plan, CancellationToken cancellationToken)
    {
        const int page = 500;
        var owners = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var keys in plan.Keys().Chunk(page))
        {
            var records = keys.Select(k => new Reservation("source:" + source, k.Key)).ToList();
            var found = await store.FindOwnersAsync(tenant, records, cancellationToken);
            foreach (var (key, isSure) in keys)
            {
                var owner = found.GetValueOrDefault(new Reservation("source:" + source, key)) ?? IdentityId.For(tenant, source, key);
                owners[owner] = isSure || owners.GetValueOrDefault(owner);
            }
        }

        return owners;
    }
}

/// <summary>The leaves of a source's run.</summary>
/// <param name="Leaves">How many.</param>
/// <param name="Unconfirmed">How many more records are missing, but not in enough snapshots yet.</param>
/// <param name="Population">Records of the source that are here before the run.</param>
/// <param name="Keys">The records of both; false for what is not confirmed. Read only when they are counted by cohort.</param>
internal sealed record LeavePlan(long Leaves, long Unconfirmed, long Population, Func<IEnumerable<(string Key, bool IsSure)>> Keys);
