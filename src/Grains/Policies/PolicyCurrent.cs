using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Prov.Domain.Policies;
using Prov.Storage;

namespace Prov.Grains.Policies;

/// <summary>Reads stored documents back into a configuration; the host knows their form.</summary>
public interface IConfigurationReader
{
    ConfigurationSet Read(ImmutableArray<byte> documents);
}

/// <summary>The compiled configuration of each tenant that this silo decides with: immutable, swapped whole.</summary>
public sealed partial class PolicyCurrent(IProvStore store, IConfigurationReader reader, ILogger<PolicyCurrent> logger)
{
    private readonly ConcurrentDictionary<string, PolicySnapshot> _snapshots = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _refreshing = new(1, 1);

    /// <summary>Tenants that this silo has decided for.</summary>
    public IEnumerable<string> Tenants => _snapshots.Keys;

    /// <summary>The snapshot held now, without any wait; null when none was read yet.</summary>
    public PolicySnapshot? Peek(string tenant) => _snapshots.GetValueOrDefault(tenant);

    /// <summary>The snapshot held, read at first need; null when no configuration was ever applied.</summary>
    public ValueTask<PolicySnapshot?> FindAsync(string tenant, CancellationToken cancellationToken) =>
        FindAsync(tenant, atLeast: 0, cancellationToken);

    /// <summary>A snapshot no older than a version that another silo has decided with.</summary>
    public ValueTask<PolicySnapshot?> FindAsync(string tenant, long atLeast, CancellationToken cancellationToken) =>
        _snapshots.TryGetValue(tenant, out var held) && held.Version >= atLeast ? new(held) : new(RefreshAsync(tenant, cancellationToken));

    /// <summary>An earlier version; <see cref="PolicySnapshot.Empty"/> for 0, and for one that does not compile any more.</summary>
    public async Task<PolicySnapshot> FindVersionAsync(string tenant, long version, CancellationToken cancellationToken)
    {
        var stored = version == 0 ? null : await store.FindConfigurationAsync(tenant, version, cancellationToken);
        return stored is null ? PolicySnapshot.Empty : PolicySnapshot.Compile(reader.Read(stored.Documents), version).Snapshot ?? PolicySnapshot.Empty;
    }

    /// <summary>Reads the newest version if it is newer than the one held.</summary>
    public async Task<PolicySnapshot?> RefreshAsync(string tenant, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var held = _snapshots.GetValueOrDefault(tenant);
            var newest = await store.LoadConfigurationVersionAsync(tenant, cancellationToken);
            if (newest == (held?.Version ?? 0))
            {
                return held;
            }

            var stored = await store.LoadConfigurationAsync(tenant, cancellationToken);
            if (stored is null)
            {
                return held;
            }

            var compilation = PolicySnapshot.Compile(reader.Read(stored.Documents), stored.Version);
            if (compilation.Snapshot is null)
            {
                // It compiled when it was applied: this silo is older than the configuration. Keep deciding as before.
                LogNotCompiled(stored.Version, compilation.Faults.Length);
                return held;
            }

            LogActive(stored.Version);
            return _snapshots[tenant] = compilation.Snapshot;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    [LoggerMessage(LogLevel.Information, "Configuration version {Version} is active")]
    private partial void LogActive(long version);

    [LoggerMessage(LogLevel.Error, "Configuration version {Version} does not compile here ({Faults} faults); the former stays active")]
    private partial void LogNotCompiled(long version, int faults);
}
