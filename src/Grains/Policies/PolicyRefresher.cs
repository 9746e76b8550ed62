using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prov.Grains.Contracts;

namespace Prov.Grains.Policies;

/// <summary>Asks the store for a newer configuration every two seconds, and sees to it that everyone is decided with it.</summary>
internal sealed partial class PolicyRefresher(
    PolicyCurrent policies, IGrainFactory grains, ProvGrainsOptions options, TimeProvider time, ILogger<PolicyRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, long> _done = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, time);
        do
        {
            foreach (var tenant in policies.Tenants.Append(options.DefaultTenant).Distinct(StringComparer.Ordinal))
            {
                await RefreshAsync(tenant, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RefreshAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = await policies.RefreshAsync(tenant, cancellationToken);
            if (snapshot is not null && _done.GetValueOrDefault(tenant) < snapshot.Version)
            {
                var progress = await grains.GetGrain<IRecomputeGrain>(GrainKeys.Recompute(tenant)).EnsureAsync(snapshot.Version, cancellationToken);
                _done[tenant] = progress.Done ? progress.PolicyVersion : 0;
            }
        }
#pragma warning disable CA1031 // A store that is away for a while must not end the refreshing for good.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogRefreshFailed(fault.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The configuration could not be refreshed ({Fault}); the one held stays active")]
    private partial void LogRefreshFailed(string fault);
}
