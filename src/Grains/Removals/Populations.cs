using System.Collections.Concurrent;
using System.Text.Json;
using Prov.Domain.Identities;
using Prov.Grains.Sources.Imports;
using Prov.Storage;

namespace Prov.Grains.Removals;

/// <summary>How many are here, by source and by cohort: counted by a scan when it is first asked for, and anew after an hour.</summary>
internal sealed class Populations(IProvStore store, TimeProvider time)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Tenant, string Name), Task<Counted>> _counted = new();

    /// <summary>Those of a source who are here, or of all sources with one value of an attribute.</summary>
    public async Task<long> CountAsync(
        string tenant, string source, (string Attribute, string Value)? cohort, CancellationToken cancellationToken)
    {
        var key = (tenant, cohort is null ? "source:" + source : "cohort:" + cohort.Value.Attribute);
        var counted = _counted.GetOrAdd(key, _ => CountAsync(tenant, source, cohort?.Attribute));
        if (counted.IsCompleted && (!counted.IsCompletedSuccessfully || time.GetUtcNow() - counted.Result.At > _lifetime)
            && _counted.TryRemove(new(key, counted)))
        {
            counted = _counted.GetOrAdd(key, _ => CountAsync(tenant, source, cohort?.Attribute));
        }

        var numbers = (await counted.WaitAsync(cancellationToken)).ByValue;
        return numbers.GetValueOrDefault(cohort?.Value ?? "");
    }

    /// <summary>Those who are here by the value of an identity attribute.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="attribute">A single string.</param>
    /// <param name="each">Called with each of them and the value.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    public async Task<Dictionary<string, long>> CountCohortsAsync(
        string tenant, string attribute, Action<string, string> each, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var row in store.ScanPopulationAsync(tenant, [attribute], ownGrants: false, cancellationToken))
        {
            if (row.State is LifecycleState.Active or LifecycleState.Suspended && ValueOf(row.Attributes, attribute) is { } value)
            {
                counts[value] = counts.GetValueOrDefault(value) + 1;
                each(row.Id, value);
            }
        }

        return counts;
    }

    private async Task<Counted> CountAsync(string tenant, string source, string? attribute)
    {
        if (attribute is not null)
        {
            return new(await CountCohortsAsync(tenant, attribute, static (_, _) => { }, CancellationToken.None), time.GetUtcNow());
        }

        var here = 0L;
        await foreach (var record in store.ScanSourceRecordsAsync(tenant, source, CancellationToken.None))
        {
            here += RowDigest.IsHere(record) ? 1 : 0;
        }

        return new(new Dictionary<string, long> { [""] = here }, time.GetUtcNow());
    }

    private static string? ValueOf(ReadOnlyMemory<byte> attributes, string name)
    {
        var reader = new Utf8JsonReader(attributes.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }

    private sealed record Counted(Dictionary<string, long> ByValue, DateTimeOffset At);
}
