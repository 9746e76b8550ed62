using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Prov.Connectors;
using Prov.Domain.TargetSystems;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;

namespace Prov.Grains.TargetSystems;

/// <summary>The targets that this silo works with, made when first needed and made anew when their definition changes.</summary>
internal sealed partial class TargetRuntimes(
    PolicyCurrent policies,
    IEnumerable<IConnectorFactory> factories,
    ISecretResolver secrets,
    IGrainFactory grains,
    ILocalSiloDetails silo,
    TimeProvider time,
    ILogger<TargetRuntimes> logger) : IAsyncDisposable
{
    private readonly Dictionary<string, IConnectorFactory> _factories = factories.ToDictionary(f => f.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, string Target), Entry> _entries = new();
    private readonly Lock _making = new();

    /// <summary>The target's runtime; null when the configuration does not name it or its connector cannot be made.</summary>
    public async ValueTask<TargetRuntime?> FindAsync(string tenant, string target, CancellationToken cancellationToken)
    {
        var snapshot = await policies.FindAsync(tenant, cancellationToken);
        if (snapshot is null)
        {
            return null;
        }

        if (_entries.TryGetValue((tenant, target), out var entry) && entry.Version == snapshot.Version)
        {
            return entry.Runtime;
        }

        var definition = snapshot.FindTarget(target);
        return definition is null ? null : Renew(tenant, definition, snapshot.Version);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entry in _entries.Values)
        {
            await entry.Runtime.DisposeAsync();
        }
    }

    private TargetRuntime? Renew(string tenant, CompiledTarget compiled, long version)
    {
        var definition = compiled.Declaration;
        lock (_making)
        {
            var key = (tenant, definition.Name);
            var shape = JsonSerializer.Serialize(definition);
            if (_entries.TryGetValue(key, out var known))
            {
                if (known.Shape == shape)
                {
                    known.Runtime.Compiled = compiled;
                    _entries[key] = known with { Version = Math.Max(version, known.Version) };
                    return known.Runtime;
                }

                // Calls under way on the old connector end as failures and are tried again on the new one.
                _entries.TryRemove(key, out _);
                known.Runtime.DisposeAsync().AsTask().Ignore();
            }

            return Make(tenant, compiled) is { } made ? (_entries[key] = new Entry(made, shape, version)).Runtime : null;
        }
    }

    private TargetRuntime? Make(string tenant, CompiledTarget compiled)
    {
        var definition = compiled.Declaration;
        try
        {
            var grain = grains.GetGrain<ITargetSystemGrain>(GrainKeys.Target(tenant, definition.Name));
            var connector = _factories[definition.Connector].Create(definition, secrets);
            return new TargetRuntime(compiled, connector, new CallBudget(grain, silo.Name, time), time);
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException or ArgumentException or IOException)
        {
            LogConnectorNotMade(definition.Name, fault.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "The connector of target {Target} could not be made: {Fault}")]
    private partial void LogConnectorNotMade(string target, string fault);

    private sealed record Entry(TargetRuntime Runtime, string Shape, long Version);
}
