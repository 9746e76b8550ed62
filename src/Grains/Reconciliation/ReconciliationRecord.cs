using System.Text.Json;
using System.Text.Json.Serialization;
using Prov.Grains.Contracts;
using Prov.Storage.Queries;

namespace Prov.Grains.Reconciliation;

/// <summary>A run as the store keeps it.</summary>
public static class ReconciliationRecord
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    public static ReconciliationRow Write(string tenant, ReconciliationProgress progress, long version) => new(tenant, progress.RunId, version)
    {
        Target = progress.Target,
        State = progress.State.ToString(),
        StartedAt = progress.StartedAt,
        UpdatedAt = progress.UpdatedAt,
        Progress = JsonSerializer.Serialize(progress, _options),
    };

    public static ReconciliationProgress Read(ReconciliationRow row) =>
        JsonSerializer.Deserialize<ReconciliationProgress>(row.Progress, _options)
        ?? throw new InvalidDataException($"The stored run {row.RunId} is empty.");
}
