using System.Text.Json;
using System.Text.Json.Serialization;
using Prov.Grains.Contracts;
using Prov.Storage.Queries;

namespace Prov.Grains.Sources.Imports;

/// <summary>An import as the store keeps it.</summary>
public static class ImportRecord
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static ImportProgress Read(ImportRow row) => JsonSerializer.Deserialize<ImportProgress>(row.Progress, _json)!;

    public static ImportRow Write(string runId, ImportProgress progress, long version) => new(progress.Tenant, runId, version)
    {
        Source = progress.Source,
        State = progress.State.ToString(),
        StartedAt = progress.StartedAt,
        UpdatedAt = progress.UpdatedAt,
        Progress = JsonSerializer.Serialize(progress, _json),
    };
}
