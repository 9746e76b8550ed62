using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.Removals;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>
/// Takes feeds in and works on them on this silo, since it has the file. Progress, cancel and release go through the run's actor
/// (<see cref="IImportRunGrain"/>), from any silo.
/// </summary>
public sealed partial class FeedImporter : BackgroundService
{
    private readonly ImportServices _services;
    private readonly ImportAdmission _admission;
    private readonly ILogger<FeedImporter> _logger;
    private readonly ConcurrentDictionary<string, Task> _working = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (ImportFolder Folder, ImportProgress Progress)> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, string RunId), bool> _taking = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lazy<IReadOnlyList<ImportFolder>> _left;

    public FeedImporter(
        IGrainFactory grains,
        IProvStore store,
        IEventSubmitter submitter,
        PolicyCurrent policies,
        ProvGrainsOptions options,
        TimeProvider time,
        ILogger<FeedImporter> logger)
    {
        _services = new(
            grains, store, submitter, policies, new DifferenceIndexes(options.Imports, store, time),
            new PlanAdmission(store, new Populations(store, time), time), options.Imports, time);
        _admission = new(_services);
        _logger = logger;
        _left = new(FindLeft);
    }

    /// <summary>Takes a feed in and begins its import.</summary>
    /// <param name="start">What the import is about.</param>
    /// <param name="content">The file; read to its end before this returns, but not at all in a repeat.</param>
    /// <param name="requestId">Names the request: a repeat returns the run that the first one began.</param>
    /// <param name="cancellationToken">Stops the upload, not the import.</param>
    /// <returns>The run's id, for <see cref="GrainKeys.Import"/>.</returns>
    /// <exception cref="ImportRefusedException">The source is unknown or busy, or the file is too large or not of its encoding.</exception>
    public async Task<string> StartAsync(ImportStart start, Stream content, Guid requestId, CancellationToken cancellationToken)
    {
        _ = _left.Value;
        var source = await _admission.FindSourceAsync(start, cancellationToken);
        var runId = "imp-" + requestId.ToString("N");
        if (await _admission.IsBegunAsync(start, runId, cancellationToken))
        {
            return runId;
        }

        if (!_taking.TryAdd((start.Tenant, runId), true))
        {
            throw ImportAdmission.Busy();
        }

        try
        {
            await TakeInAsync(start, source, content, runId, cancellationToken);
            return runId;
        }
        finally
        {
            _taking.TryRemove((start.Tenant, runId), out _);
        }
    }

    private async Task TakeInAsync(ImportStart start, CompiledSource source, Stream content, string runId, CancellationToken cancellationToken)
    {
        var folder = ImportFolder.Create(_services.Options.DataFolder, start.Tenant, runId);
        try
        {
            await FeedSpool.WriteAsync(content, source.Declaration.Feed!.Encoding, folder.Feed, _services.Options.MaxFeedBytes, cancellationToken);

            // Before the run is known to anybody: a disk that has no room for the note must not leave a run without a worker.
            folder.Save(new ImportCounts().Progress(start, ImportState.Running));
            var lastRunId = await _admission.TakeTurnAsync(start, runId, cancellationToken);
            Work(folder, () => new ImportRun(_services, folder, start, new()).ImportAsync(source, lastRunId, _stopping.Token));
        }
        catch (IOException fault) when (FullDisk.Is(fault))
        {
            folder.Delete();
            throw new ImportRefusedException(ImportReasons.DiskFull, FullDisk.Advice);
        }
        catch
        {
            folder.Delete();
            throw;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_working.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _services.Indexes.Dispose();
        _stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var left = new Queue<ImportFolder>(_left.Value);
        using var timer = new PeriodicTimer(_services.Options.HeldPoll, _services.Time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (left.TryPeek(out var folder))
                {
                    await TakeUpAsync(folder, stoppingToken);
                    left.Dequeue();
                }

                await AskAfterHeldAsync(stoppingToken);
            }
#pragma warning disable CA1031 // What could not be asked now is asked again.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogNotAsked(fault.GetType().Name);
            }
        }
    }

    // Once, and before the first import of this process, whose folders are not among what was left.
    private IReadOnlyList<ImportFolder> FindLeft()
    {
        _services.Indexes.Clear();
        return ImportFolder.FindAll(_services.Options.DataFolder);
    }

    private void Work(ImportFolder folder, Func<Task<ImportState>> work)
    {
        // Registered before it starts, so that a stop of the silo waits for every run.
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _working[folder.Path] = Task.Run(async () =>
        {
            await begun.Task;
            var state = await work();
            LogEnded(folder.RunId, state);
            if (state == ImportState.Held && folder.Load() is { } progress)
            {
                _held[folder.Path] = (folder, progress);
            }
            else
            {
                folder.Delete();
            }

            _working.TryRemove(folder.Path, out _);
        });
        begun.SetResult();
    }

    private async Task AskAfterHeldAsync(CancellationToken cancellationToken)
    {
        foreach (var (path, (folder, progress)) in _held)
        {
            var state = (await Run(progress.Tenant, folder.RunId).GetAsync(cancellationToken))?.State;
            if (state == ImportState.Held)
            {
                continue;
            }

            _held.TryRemove(path, out _);
            if (state == ImportState.Running)
            {
                Work(folder, () => new ImportRun(_services, folder, Start(progress), ImportCounts.From(progress)).ReleaseAsync(_stopping.Token));
            }
            else
            {
                folder.Delete();
            }
        }
    }

    /// <summary>A held run waits on; one that was at work when the process ended has failed, which is safe to repeat.</summary>
    private async Task TakeUpAsync(ImportFolder folder, CancellationToken cancellationToken)
    {
        var progress = folder.Load();
        if (progress is { State: ImportState.Held })
        {
            _held[folder.Path] = (folder, progress);
            return;
        }

        // The process can have ended between the note and the beginning of its run.
        if (progress is not null && await Run(progress.Tenant, folder.RunId).GetAsync(cancellationToken) is not null)
        {
            await Run(progress.Tenant, folder.RunId).ReportAsync(
                progress with
                {
                    State = ImportState.Failed,
                    Explanation = ImportReasons.WorkerLost + ": The silo was restarted. Import the file again; what was applied stays and is not repeated.",
                },
                cancellationToken);
        }

        folder.Delete();
    }

    private IImportRunGrain Run(string tenant, string runId) => _services.Grains.GetGrain<IImportRunGrain>(GrainKeys.Import(tenant, runId));

    private static ImportStart Start(ImportProgress progress) => new(progress.Tenant, progress.Source, progress.FileName, progress.Actor);

    [LoggerMessage(LogLevel.Information, "Import {RunId} ended: {State}")]
    private partial void LogEnded(string runId, ImportState state);

    [LoggerMessage(LogLevel.Warning, "Imports left or held could not be asked after ({Fault}); they are again")]
    private partial void LogNotAsked(string fault);
}
