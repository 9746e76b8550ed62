using Prov.Storage;
using Prov.V1;

namespace Prov.Silo.Configuration;

/// <summary>The documents that are active, as they were applied; read again only when there is a newer version.</summary>
internal sealed class ActiveDocuments(IProvStore store)
{
    private ActiveConfiguration? _last;

    /// <summary>Null when no configuration was ever applied.</summary>
    public async ValueTask<ActiveConfiguration?> FindAsync(string tenant, CancellationToken cancellationToken)
    {
        var version = await store.LoadConfigurationVersionAsync(tenant, cancellationToken);
        if (_last is { } last && last.Tenant == tenant && last.Version == version)
        {
            return last;
        }

        return await store.LoadConfigurationAsync(tenant, cancellationToken) is { } stored
            ? _last = new(tenant, stored.Version, StoredDocuments.Parse(stored.Documents), stored.AppliedBy, stored.AppliedAt)
            : null;
    }
}

/// <summary>A version of the configuration. Its documents are shared: clone before changing one.</summary>
internal sealed record ActiveConfiguration(
    string Tenant, long Version, IReadOnlyList<ConfigurationDocument> Documents, string AppliedBy, DateTimeOffset AppliedAt);
