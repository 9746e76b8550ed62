using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prov.Silo.Security;
using Prov.Storage;

namespace Prov.Silo.Services;

/// <summary>Healthy while the store answers.</summary>
internal sealed class StoreHealth(IProvStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await store.LoadConfigurationVersionAsync(Caller.DefaultTenant, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
