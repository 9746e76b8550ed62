using Orleans.Storage;
using Prov.Domain.Auditing;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>
/// One import as callers see it, from any silo. The work is done by the silo that holds the spooled file; what it reports is kept
/// here, and what a caller wants of it (cancel, release) it learns with its next report.
/// </summary>
[GrainType("import-run")]
internal sealed class ImportRunGrain(IProvStore store, TimeProvider time) : Grain, IImportRunGrain
{
    // A worker reports several times a second; one that has been silent so long is taken for lost.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(60);

    // Counts need not survive a restart to the last row; the heartbeat must, well within the silence.
    private static readonly TimeSpan _saveEvery = TimeSpan.FromSeconds(10);

    private ImportProgress? _progress;
    private long _version;
    private DateTimeOffset _savedAt;

    private string Tenant => Id[0];

    private string RunId => Id[1];

    private string[] Id => GrainKeys.IdOf(this.GetPrimaryKeyString()).Split(':', 2);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await store.LoadImportAsync(Tenant, RunId, cancellationToken) is { } row)
        {
            (_progress, _version) = (ImportRecord.Read(row), row.Version);
        }
    }

    public async Task<ImportProgress> BeginAsync(ImportStart start, CancellationToken cancellationToken)
    {
        if (_progress is not null)
        {
            return _progress;
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
        if (_progress is null)
        {
            throw Unknown();
        }

        if (_progress.State != ImportState.Running)
        {
            return _progress.State;
        }

        var now = time.GetUtcNow();
        var next = progress with { StartedAt = _progress.StartedAt, UpdatedAt = now };
        if (next.State != ImportState.Running || now - _savedAt >= _saveEvery)
        {
            await SaveAsync(next, cancellationToken);
        }

        _progress = next;
        return next.State;
    }

    public async Task<ImportProgress?> GetAsync(CancellationToken cancellationToken)
    {
        if (_progress is { State: ImportState.Running } running && time.GetUtcNow() - running.UpdatedAt > _silence)
        {
            await SaveAsync(
                running with
                {
                    State = ImportState.Failed,
                    Explanation = ImportReasons.WorkerLost + ": The silo that worked on the import is gone. Import the file again; what was applied stays and is not repeated.",
                },
                cancellationToken);
        }

        return _progress;
    }

    public async Task<ImportProgress?> CancelAsync(string actor, CancellationToken cancellationToken)
    {
        if (_progress is { State: ImportState.Running or ImportState.Held } open)
        {
            await SaveAsync(open with { State = ImportState.Cancelled, UpdatedAt = time.GetUtcNow() }, cancellationToken);
            await AuditAsync(AuditActions.ImportFinished, actor, cancellationToken);
        }

        return _progress;
    }

    public async Task<ImportProgress?> ReleaseAsync(string planHash, string actor, CancellationToken cancellationToken)
    {
        if (_progress is null)
        {
            return null;
        }

        if (_progress.State is ImportState.Running or ImportState.Succeeded && planHash.Length > 0 && planHash == _progress.PlanHash)
        {
            return _progress;
        }

        if (_progress.State != ImportState.Held)
        {
            throw new ImportRefusedException(ImportReasons.ImportNotHeld, "The import holds no leaves. Read its state.");
        }

        if (!string.Equals(planHash, _progress.PlanHash, StringComparison.Ordinal))
        {
            throw new ImportRefusedException(ImportReasons.ImportPlanChanged, "The hash is not that of the held plan. Read the import, check its leaves, and name its hash.");
        }

        // Audited before it takes effect: a release that cannot be recorded must not be.
        await AuditAsync(AuditActions.ImportReleased, actor, cancellationToken);
        return await SaveAsync(_progress with { State = ImportState.Running, Explanation = "", UpdatedAt = time.GetUtcNow() }, cancellationToken);
    }

    private async Task<ImportProgress> SaveAsync(ImportProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            if (!await store.SaveImportAsync(ImportRecord.Write(RunId, progress, _version + 1), cancellationToken))
            {
                throw new InconsistentStateException("Another activation of this import has saved since.");
            }
        }
        catch
        {
            // What is stored now is not known: the next call begins by loading it.
            DeactivateOnIdle();
            throw;
        }

        (_progress, _version, _savedAt) = (progress, _version + 1, time.GetUtcNow());
        return progress;
    }

    private Task AuditAsync(string action, string actor, CancellationToken cancellationToken) =>
        store.AppendAuditAsync([ImportAudit.Entry(action, RunId, _progress!, actor, time.GetUtcNow())], cancellationToken);

    private static ImportRefusedException Unknown() => new(ImportReasons.ImportUnknown, "No such import was begun.");
}
