using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;

namespace Prov.Grains.Reconciliation;

/// <summary>Asks each target now and then whether a run is due, or was lost with its silo.</summary>
internal sealed partial class ReconciliationScheduler(
    PolicyCurrent policies, IGrainFactory grains, ProvGrainsOptions options, TimeProvider time, ILogger<ReconciliationScheduler> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Reconciliation.Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var tenant in policies.Tenants)
            {
                foreach (var target in policies.Peek(tenant)?.TargetNames ?? [])
                {
                    await EnsureAsync(tenant, target, stoppingToken);
                }
            }
        }
    }

    private async Task EnsureAsync(string tenant, string target, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IReconciliationGrain>(GrainKeys.Reconciliation(tenant, target)).EnsureAsync(cancellationToken);
        }
#pragma warning disable CA1031 // What could not be asked now is asked again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogNotAsked(target, fault.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The reconciliation of {Target} could not be asked after ({Fault})")]
    private partial void LogNotAsked(string target, string fault);
}
