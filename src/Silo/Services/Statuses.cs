using System.Reflection;
using Grpc.Core;
using Orleans.Runtime;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Shows at a glance how a tenant fares.</summary>
internal sealed class Statuses(IProvStore store, PolicyCurrent policies, IGrainFactory grains, TargetStatuses targets) : StatusService.StatusServiceBase
{
    private static readonly string _version =
        typeof(Statuses).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public override async Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        var tenant = Caller.Of(context).Tenant;
        var counts = await store.CountAsync(tenant, context.CancellationToken);
        var snapshot = await policies.FindAsync(tenant, context.CancellationToken);
        var response = new GetStatusResponse
        {
            ServerVersion = _version,
            Silos = { await SilosAsync() },
            ConfigurationVersion = snapshot?.Version ?? 0,
            AccountsNotConverged = counts.AccountsNotConverged,
            Events = counts.Events,
        };
        foreach (var (state, count) in counts.IdentitiesByState)
        {
            response.IdentitiesByState[StatusNames.Of(state)] = count;
        }

        var names = (snapshot?.TargetNames ?? []).Union(counts.AccountsByTargetAndStatus.Keys).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            response.TargetSystems.Add(await CountsAsync(tenant, name, counts, context.CancellationToken));
        }

        return response;
    }

    private async Task<TargetSystemCounts> CountsAsync(string tenant, string name, Storage.Queries.StoreCounts counts, CancellationToken cancellationToken)
    {
        var message = new TargetSystemCounts { TargetSystem = name, Status = await targets.GetAsync(tenant, name, cancellationToken) };
        if (counts.AccountsByTargetAndStatus.TryGetValue(name, out var byStatus))
        {
            foreach (var (status, count) in byStatus)
            {
                message.AccountsByStatus[StatusNames.Of(status)] = count;
            }
        }

        return message;
    }

    private async Task<IEnumerable<string>> SilosAsync()
    {
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: true);
        return hosts.Select(h => h.SiloName).Order(StringComparer.Ordinal);
    }
}
