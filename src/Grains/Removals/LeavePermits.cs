using System.Collections.Concurrent;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Removals;
using Prov.Domain.Sources;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Removals;

/// <summary>
/// Lets single leaves through while their source stays within its guard. Leaves are counted in the store before they are committed, a few at
/// a time when many come: so no number of silos, files or restarts together lets more through than the limit, and a joiner costs nothing.
/// </summary>
internal sealed class LeavePermits(IProvStore store, Populations populations, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Tenant, string Scope), PermitLease> _leases = new();

    /// <summary>Whether a decision on an event may be committed as it is.</summary>
    /// <param name="before">The identity as it is.</param>
    /// <param name="lifecycleEvent">The event; null when only time or configuration moved on.</param>
    /// <param name="next">The identity as it would be.</param>
    /// <param name="snapshot">The configuration of the decision.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<LeaveAdmission> AdmitAsync(
        Identity? before, LifecycleEvent? lifecycleEvent, Identity next, PolicySnapshot snapshot, CancellationToken cancellationToken)
    {
        // An emergency is never held; a plan that was let through or released was counted as a whole.
        if (lifecycleEvent is null || lifecycleEvent.Emergency || lifecycleEvent.AdmittedBy is not null
            || !snapshot.Sources.TryGetValue(lifecycleEvent.Source, out var source) || IsOff(source.Declaration.Guard)
            || !Departure.Is(before, next))
        {
            return LeaveAdmission.NotCounted;
        }

        var taken = new List<PermitLease>();
        foreach (var (scope, cohort) in Scopes(source.Declaration, before!))
        {
            var lease = _leases.GetOrAdd((lifecycleEvent.Tenant, scope), static _ => new PermitLease());
            if (!await TakeAsync(lease, lifecycleEvent.Tenant, source.Declaration, scope, cohort, cancellationToken))
            {
                taken.ForEach(t => t.GiveBack());
                return LeaveAdmission.Refused;
            }

            taken.Add(lease);
        }

        return new(false, taken);
    }

    private static bool IsOff(MassChangeGuard guard) => guard.Limit.IsOff && guard.Cohorts.IsEmpty;

    private static IEnumerable<(string Scope, (string Attribute, string Value)? Cohort)> Scopes(AuthoritativeSource source, Identity identity)
    {
        yield return (RemovalScope.OfSource(source.Name), null);
        foreach (var attribute in source.Guard.Cohorts)
        {
            if (identity.Attributes.TryGetValue(attribute, out var value) && value.Kind == ValueKind.String)
            {
                yield return (RemovalScope.OfCohort(source.Name, attribute, value.AsString()), (attribute, value.AsString()));
            }
        }
    }

    private async Task<bool> TakeAsync(
        PermitLease lease, string tenant, AuthoritativeSource source, string scope, (string Attribute, string Value)? cohort,
        CancellationToken cancellationToken)
    {
        if (lease.TryUse(time.GetUtcNow()))
        {
            return true;
        }

        await lease.Asking.WaitAsync(cancellationToken);
        try
        {
            if (lease.TryUse(time.GetUtcNow()))
            {
                return true;
            }

            // Few leaves never need the population, which costs a scan.
            return await AskAsync(lease, tenant, source, scope, population: 0, cancellationToken)
                || await AskAsync(
                    lease, tenant, source, scope, await populations.CountAsync(tenant, source.Name, cohort, cancellationToken), cancellationToken);
        }
        finally
        {
            lease.Asking.Release();
        }
    }

    private async Task<bool> AskAsync(
        PermitLease lease, string tenant, AuthoritativeSource source, string scope, long population, CancellationToken cancellationToken)
    {
        for (var wanted = lease.NextSize(time.GetUtcNow()); ; wanted = 1)
        {
            var now = time.GetUtcNow();
            var request = new RemovalRequest(tenant, [new(scope, wanted, 0, population)], now - source.Guard.Window, now) { Source = source.Name };
            var answer = await store.TakeRemovalsAsync(request, c => MayLease(c, source), cancellationToken);
            if (answer.Admitted)
            {
                lease.Fill(wanted, time.GetUtcNow());
                return true;
            }

            if (answer.SourceHolds || wanted == 1)
            {
                return false;
            }
        }
    }

    // What one silo leases and does not use counts as gone: near the limit, each leave is counted by itself.
    private static bool MayLease(ImmutableArray<RemovalCount> counts, AuthoritativeSource source)
    {
        const int share = 16;
        var asked = counts.Select(c => c.Planned > 1 ? c with { Planned = c.Planned * share } : c);
        return RemovalJudgement.Judge(asked, s => MassChange.LimitOf(s, source)).IsEmpty;
    }
}

/// <summary>Whether a decision may be committed as it is.</summary>
/// <param name="IsRefused">True when the leave must be held.</param>
/// <param name="Taken">What was taken for it.</param>
internal readonly record struct LeaveAdmission(bool IsRefused, IReadOnlyList<PermitLease> Taken)
{
    public static LeaveAdmission NotCounted { get; } = new(false, []);

    public static LeaveAdmission Refused { get; } = new(true, []);

    /// <summary>Nothing was committed: the next leave can have what was counted for this one.</summary>
    public void GiveBack()
    {
        foreach (var lease in Taken)
        {
            lease.GiveBack();
        }
    }
}
