using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Preview;
using Prov.Domain.Sources;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Preview;

/// <summary>
/// Decides as an identity's actor would, up to the commit: a value that another holds is passed over, as after a commit that was refused
/// for it. Writes nothing.
/// </summary>
internal sealed class PreviewDecision(IProvStore store, PolicySnapshot snapshot, DateTimeOffset now)
{
    // As many as an actor would try; beyond this the plan shows the last one.
    private const int MaxNames = 2000;

    private readonly PlannedNames _names = new();
    private readonly IdentityPlanner _planner = new(snapshot);

    /// <param name="current">The identity with its accounts as saved; null for a new one.</param>
    /// <param name="lifecycleEvent">The event; null when only the configuration moves on.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="identityId">The identity's id.</param>
    /// <param name="cancellationToken">Stops the questions to the store.</param>
    public async Task<IdentityPlan> PlanAsync(
        IdentityAccounts? current, LifecycleEvent? lifecycleEvent, string tenant, string identityId, CancellationToken cancellationToken)
    {
        var taken = new HashSet<Reservation>();
        var context = new DecisionContext(tenant, identityId) { TakenByOthers = taken };
        var decision = LifecycleDecision.Decide(current?.Identity, lifecycleEvent, snapshot, now, context);
        while (taken.Count < MaxNames && await FindTakenAsync(decision, tenant, identityId, cancellationToken) is { } other)
        {
            taken.Add(other);
            await LearnNamesNearAsync(taken, other, current?.Identity, tenant, cancellationToken);
            decision = LifecycleDecision.Decide(current?.Identity, lifecycleEvent, snapshot, now, context);
        }

        return _planner.Plan(current?.Identity, decision, Known(current));
    }

    private static Dictionary<string, Account> Known(IdentityAccounts? current) =>
        (current?.Accounts ?? []).ToDictionary(a => a.Desired.AccountId, a => a.Account, StringComparer.Ordinal);

    private async Task<Reservation?> FindTakenAsync(Decision decision, string tenant, string identityId, CancellationToken cancellationToken)
    {
        if (decision.Reserve.IsEmpty)
        {
            return null;
        }

        var owners = await store.FindOwnersAsync(tenant, decision.Reserve, cancellationToken);
        return decision.Reserve.FirstOrDefault(r =>
            (owners.TryGetValue(r, out var owner) && owner != identityId) || !_names.TryTake(r, identityId));
    }

    private async Task LearnNamesNearAsync(
        HashSet<Reservation> taken, Reservation near, Identity? identity, string tenant, CancellationToken cancellationToken)
    {
        var stem = near.Key.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        foreach (var key in await store.FindReservedAsync(tenant, near.Space, stem, 1000, cancellationToken))
        {
            taken.Add(new Reservation(near.Space, key));
        }

        taken.ExceptWith(identity?.Reservations ?? []);
    }
}
