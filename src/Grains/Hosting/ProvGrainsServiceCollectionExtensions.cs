using Microsoft.Extensions.DependencyInjection;
using Prov.Grains.Accounts;
using Prov.Grains.Correlation;
using Prov.Grains.Identities;
using Prov.Grains.Policies;
using Prov.Grains.Preview;
using Prov.Grains.Reconciliation;
using Prov.Grains.Removals;
using Prov.Grains.Sources;
using Prov.Grains.Sources.Imports;
using Prov.Grains.TargetSystems;
using Prov.Grains.WorkItems;

namespace Prov.Grains.Hosting;

/// <summary>Registers what the actors of a silo need.</summary>
public static class ProvGrainsServiceCollectionExtensions
{
    /// <summary>
    /// The host registers beside this: <see cref="Storage.IProvStore"/>, <see cref="IConfigurationReader"/>,
    /// <see cref="Connectors.ISecretResolver"/>, every <see cref="Connectors.IConnectorFactory"/>, <see cref="TimeProvider"/>, and grain
    /// storage named <see cref="StorageNames.Coordinators"/>.
    /// </summary>
    public static IServiceCollection AddProvGrains(this IServiceCollection services, ProvGrainsOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<PolicyCurrent>();
        services.AddSingleton<Previewer>();
        services.AddSingleton<FeedPreviewer>();
        services.AddSingleton<ProvisionOnDemand>();
        services.AddSingleton<TargetRuntimes>();
        services.AddSingleton<AccountDispatcher>();
        services.AddSingleton<AccountConvergence>();
        services.AddSingleton<ManualConvergence>();
        services.AddSingleton<AccountTurn>();
        services.AddSingleton<Populations>();
        services.AddSingleton<LeavePermits>();
        services.AddSingleton<PlanAdmission>();
        services.AddSingleton<HeldLeaveDesk>();
        services.AddSingleton<IEventSubmitter, EventRouter>();
        services.AddSingleton<CandidateSearch>();
        services.AddSingleton<DuplicateCheck>();
        services.AddSingleton<RecordCorrelation>();
        services.AddSingleton<CorrelationSimulation>();
        services.AddSingleton<WorkItemDesk>();
        services.AddSingleton<QuarantineReplay>();
        services.AddSingleton<FeedImporter>();
        services.AddHostedService(s => s.GetRequiredService<FeedImporter>());
        services.AddSingleton<AccountIndexes>();
        services.AddHostedService<PolicyRefresher>();
        if (options.Sweep)
        {
            services.AddHostedService<ReconciliationScheduler>();
            services.AddHostedService<AccountSweeper>();
            services.AddHostedService<IdentitySweeper>();
            services.AddHostedService<DuplicateSweeper>();
            services.AddHostedService<DecidedLeaveSweeper>();
        }

        return services;
    }
}
