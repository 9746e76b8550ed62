using Prov.Grains.Contracts;

namespace Prov.Grains.Sources.Imports;

/// <summary>Keeps the id of a source's last run.</summary>
[GrainType("import-source")]
internal sealed class ImportSourceGrain(
    [PersistentState("import-source", StorageNames.Coordinators)] IPersistentState<ImportSourceState> state) : Grain, IImportSourceGrain
{
    private const int Remembered = 5;

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

    public Task<long[]> GetAcceptedRowsAsync(CancellationToken cancellationToken) => Task.FromResult(state.State.AcceptedRows);

    public async Task AcceptRowsAsync(long rows, CancellationToken cancellationToken)
    {
        state.State.AcceptedRows = [.. state.State.AcceptedRows.TakeLast(Remembered - 1), rows];
        await state.WriteStateAsync(cancellationToken);
    }
}

/// <summary>What of a source's imports must survive a restart.</summary>
[GenerateSerializer, Alias("prov.ImportSourceState")]
public sealed class ImportSourceState
{
    [Id(0)]
    public string LastRunId { get; set; } = "";

    /// <summary>Rows of the last imports that passed the quality gate.</summary>
    [Id(1)]
    public long[] AcceptedRows { get; set; } = [];
}
