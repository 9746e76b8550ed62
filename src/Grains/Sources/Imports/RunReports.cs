using Prov.Domain.Auditing;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>Tells the run's actor how far the run is, and obeys what comes back.</summary>
internal sealed class RunReports(ImportServices services, ImportStart start, string runId, ImportCounts counts)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    // The last word of a run is worth waiting for: without it, the run counts as lost only after a minute.
    private static readonly TimeSpan _lastWordPatience = TimeSpan.FromSeconds(10);

    private readonly IImportRunGrain _run = services.Grains.GetGrain<IImportRunGrain>(GrainKeys.Import(start.Tenant, runId));

    /// <summary>The state that somebody else has put the run into; null while the run is its worker's.</summary>
    public ImportState? Overruled { get; private set; }

    /// <summary>Works, reporting meanwhile; the work is cancelled when the run's actor says that it is over.</summary>
    public async Task<T> WatchAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reporting = ReportAsync(stop, done.Token);
        try
        {
            return await work(stop.Token);
        }
        finally
        {
            await done.CancelAsync();
            await reporting;
        }
    }

    /// <summary>The run's last word, for the audit and for its actor.</summary>
    public async Task FinishAsync(ImportState state)
    {
        using var patience = new CancellationTokenSource(_lastWordPatience);
        var action = state == ImportState.Held ? AuditActions.ImportHeld : AuditActions.ImportFinished;
        var progress = counts.Progress(start, state);
        await services.Store.AppendAuditAsync(
            [ImportAudit.Entry(action, runId, progress, start.Actor, services.Time.GetUtcNow())], patience.Token);
        await _run.ReportAsync(progress, patience.Token);
    }

    private async Task ReportAsync(CancellationTokenSource stop, CancellationToken done)
    {
        using var timer = new PeriodicTimer(_pause, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                await ReportOnceAsync(stop, done);
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }

    private async Task ReportOnceAsync(CancellationTokenSource stop, CancellationToken done)
    {
        try
        {
            var state = await _run.ReportAsync(counts.Progress(start, ImportState.Running), done);
            if (state != ImportState.Running)
            {
                Overruled = state;
                await stop.CancelAsync();
            }
        }
#pragma warning disable CA1031 // A report that is lost does not stop the work; the next one follows.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
        }
    }
}
