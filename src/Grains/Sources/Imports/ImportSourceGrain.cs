using Prov.Grains.Contracts;

namespace Prov.Grains.Sources.Imports;

/// <summary>Keeps the id of a source's last run.</summary>
[GrainType("import-source")]
internal sealed class ImportSourceGrain(
    [PersistentState("import-source", StorageNames.Coordinators)] IPersistentState<ImportSourceState> state) : Grain, IImportSourceGrain
{
    public Task<string> GetLastAsync(CancellationToken cancellationToken) => Task.FromResult(state.State.LastRunId);

    public async Task<bool> EnterAsync(string expectedLast, string runId, CancellationToken cancellationToken)
    {
        if (state.State.LastRunId != expectedLast)
        {
            return state.State.LastRunId == runId;
        }

        state.State.LastRunId = runId;
        await state.WriteStateAsync(cancellationToken);
        return true;
    }
}

/// <summary>What of a source's imports must survive a restart.</summary>
[GenerateSerializer, Alias("prov.ImportSourceState")]
public sealed class ImportSourceState
{
    [Id(0)]
    public string LastRunId { get; set; } = "";
}
