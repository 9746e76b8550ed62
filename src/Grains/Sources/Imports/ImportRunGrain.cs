using Prov.Domain.Auditing;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>
/// One import as callers see it, from any silo. The work is done by the silo that holds the spooled file; what it reports is kept
/// here, and what a caller wants of it (cancel, release) it learns with its next report.
/// </summary>
[GrainType("import-run")]
internal sealed class ImportRunGrain(
    [PersistentState("import-run", StorageNames.Coordinators)] IPersistentState<ImportRunState> state, IProvStore store, TimeProvider time)
    : Grain, IImportRunGrain
{
    // A worker reports several times a second; one that has been silent so long is taken for lost.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(60);

    // Counts need not survive a restart to the last row; the heartbeat must, well within the silence.
    private static readonly TimeSpan _saveEvery = TimeSpan.FromSeconds(10);

    private DateTimeOffset _savedAt;

    private ImportProgress? Progress => state.State.Progress;

    private string RunId => GrainKeys.IdOf(this.GetPrimaryKeyString()).Split(':', 2)[1];

    public async Task<ImportProgress> BeginAsync(ImportStart start, CancellationToken cancellationToken)
    {
        if (Progress is not null)
        {
            return Progress;
        }

        var now = time.GetUtcNow();
        return await SaveAsync(
            new ImportProgress
            {
                Tenant = start.Tenant,
                Source = start.Source,
                FileName = start.FileName,
                Actor = start.Actor,
                State = ImportState.Running,
                StartedAt = now,
                UpdatedAt = now,
            },
            cancellationToken);
    }

    public async Task<ImportState> ReportAsync(ImportProgress progress, CancellationToken cancellationToken)
    {
        if (Progress is null)
        {
            throw Unknown();
        }

        if (Progress.State != ImportState.Running)
        {
            return Progress.State;
        }

        var now = time.GetUtcNow();
        var next = progress with { StartedAt = Progress.StartedAt, UpdatedAt = now };
        if (next.State != ImportState.Running || now - _savedAt >= _saveEvery)
        {
            await SaveAsync(next, cancellationToken);
        }

        state.State.Progress = next;
        return next.State;
    }

    public async Task<ImportProgress?> GetAsync(CancellationToken cancellationToken)
    {
        if (Progress is { State: ImportState.Running } running && time.GetUtcNow() - running.UpdatedAt > _silence)
        {
            await SaveAsync(
                running with
                {
                    State = ImportState.Failed,
                    Explanation = ImportReasons.WorkerLost + ": The silo that worked on the import is gone. Import the file again; what was applied stays and is not repeated.",
                },
                cancellationToken);
        }

        return Progress;
    }

    public async Task<ImportProgress?> CancelAsync(string actor, CancellationToken cancellationToken)
    {
        if (Progress is { State: ImportState.Running or ImportState.Held } open)
        {
            await SaveAsync(open with { State = ImportState.Cancelled, UpdatedAt = time.GetUtcNow() }, cancellationToken);
            await AuditAsync(AuditActions.ImportFinished, actor, cancellationToken);
        }

        return Progress;
    }

    public async Task<ImportProgress?> ReleaseAsync(string planHash, string actor, CancellationToken cancellationToken)
    {
        if (Progress is null)
        {
            return null;
        }

        if (Progress.State is ImportState.Running or ImportState.Succeeded && planHash.Length > 0 && planHash == Progress.PlanHash)
        {
            return Progress;
        }

        if (Progress.State != ImportState.Held)
        {
            throw new ImportRefusedException(ImportReasons.ImportNotHeld, "The import holds no leaves. Read its state.");
        }

        if (!string.Equals(planHash, Progress.PlanHash, StringComparison.Ordinal))
        {
            throw new ImportRefusedException(ImportReasons.ImportPlanChanged, "The hash is not that of the held plan. Read the import, check its leaves, and name its hash.");
        }

        // Audited before it takes effect: a release that cannot be recorded must not be.
        await AuditAsync(AuditActions.ImportReleased, actor, cancellationToken);
        return await SaveAsync(Progress with { State = ImportState.Running, Explanation = "", UpdatedAt = time.GetUtcNow() }, cancellationToken);
    }

    private async Task<ImportProgress> SaveAsync(ImportProgress progress, CancellationToken cancellationToken)
    {
        state.State.Progress = progress;
        await state.WriteStateAsync(cancellationToken);
        _savedAt = time.GetUtcNow();
        return progress;
    }

    private Task AuditAsync(string action, string actor, CancellationToken cancellationToken) =>
        store.AppendAuditAsync([ImportAudit.Entry(action, RunId, Progress!, actor, time.GetUtcNow())], cancellationToken);

    private static ImportRefusedException Unknown() => new(ImportReasons.ImportUnknown, "No such import was begun.");
}

/// <summary>What of a run must survive a restart.</summary>
[GenerateSerializer, Alias("prov.ImportRunState")]
public sealed class ImportRunState
{
    [Id(0)]
    public ImportProgress? Progress { get; set; }
}
