using Prov.Domain.Auditing;
using Prov.Grains.Contracts;
using Prov.Grains.Tests.Sources;

namespace Prov.Grains.Tests.TargetSystems;

/// <summary>Maintenance as operators set it, over the loss of the actor that keeps it.</summary>
public sealed class MaintenanceTests(ImportCluster cluster) : IClassFixture<ImportCluster>
{
    private readonly string _tenant = "m" + Guid.NewGuid().ToString("N");

    private ITargetSystemGrain Target => cluster.Grains.GetGrain<ITargetSystemGrain>(GrainKeys.Target(_tenant, "crm"));

    [Fact]
    public async Task SetMaintenance_ActorLost_HoldsAndIsAuditedOnce()
    {
        await Target.SetMaintenanceAsync(true, "boss", "new disk", CancellationToken.None);
        await Target.SetMaintenanceAsync(true, "boss", "new disk", CancellationToken.None);
        await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        var status = await Target.GetStatusAsync(CancellationToken.None);
        var lease = await Target.LeaseAsync(new BudgetRequest("silo", 1, 0, CircuitOpen: false), CancellationToken.None);

        Assert.Equal((true, "new disk"), (status.Maintenance, status.MaintenanceReason));
        Assert.Equal((0, true), (lease.Calls, lease.Maintenance));
        var entry = Assert.Single(cluster.Store.Audit, a => a.Tenant == _tenant);
        Assert.Equal((AuditActions.TargetMaintenance, "boss", "TargetSystem/crm"), (entry.Action, entry.Actor, entry.Subject));

        await Target.SetMaintenanceAsync(false, "boss", "", CancellationToken.None);
        Assert.Equal(1, (await Target.LeaseAsync(new BudgetRequest("silo", 1, 0, CircuitOpen: false), CancellationToken.None)).Calls);
    }
}
