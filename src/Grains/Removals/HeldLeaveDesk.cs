using System.Globalization;
using Prov.Domain.Auditing;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Removals;

/// <summary>Where a person decides on what the mass-change guard holds of a source.</summary>
public sealed class HeldLeaveDesk(IProvStore store, TimeProvider time)
{
    /// <summary>Releases or drops exactly the leaves of a plan.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="source">The source.</param>
    /// <param name="planHash">Hash of what the person has looked at.</param>
    /// <param name="drop">True when the leaves were wrong.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when the plan is another by now, with the plan as it is.</returns>
    public async Task<(bool Decided, HeldPlan Plan)> DecideAsync(
        string tenant, string source, string planHash, bool drop, string actor, CancellationToken cancellationToken)
    {
        var plan = await store.SummarizeHeldLeavesAsync(tenant, source, cancellationToken);
        if (plan.Count == 0 || plan.Hash != planHash)
        {
            return (false, plan);
        }

        // Audited before it takes effect: a decision that cannot be recorded must not be.
        await store.AppendAuditAsync(
            [
                new AuditEntry
                {
                    At = time.GetUtcNow(),
                    Tenant = tenant,
                    Subject = "AuthoritativeSource/" + source,
                    Action = drop ? AuditActions.LeavesDropped : AuditActions.LeavesReleased,
                    Actor = actor,
                    Details = AuditDetails.Of(("planHash", planHash), ("leaves", plan.Count.ToString(CultureInfo.InvariantCulture))),
                },
            ],
            cancellationToken);
        return await store.DecideHeldLeavesAsync(plan, drop, time.GetUtcNow(), cancellationToken);
    }
}
