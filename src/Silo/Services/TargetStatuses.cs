using Prov.Grains.Contracts;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>How target systems fare, as their actors know it.</summary>
internal sealed class TargetStatuses(IGrainFactory grains)
{
    public async Task<TargetSystemStatus> GetAsync(string tenant, string target, CancellationToken cancellationToken)
    {
        var status = await Grain(tenant, target).GetStatusAsync(cancellationToken);
        return new TargetSystemStatus
        {
            Maintenance = status.Maintenance,
            MaintenanceExplanation = status.MaintenanceReason,
            SilosWithOpenCircuit = { status.SilosWithOpenCircuit },
        };
    }

    public ITargetSystemGrain Grain(string tenant, string target) => grains.GetGrain<ITargetSystemGrain>(GrainKeys.Target(tenant, target));
}
