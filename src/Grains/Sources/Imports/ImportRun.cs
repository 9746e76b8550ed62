using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Sources.Feeds;
using Prov.Grains.Sources.Index;
using Prov.Storage.Queries;

namespace Prov.Grains.Sources.Imports;

/// <summary>The work of one run: plan, then changes, then leaves if they may.</summary>
internal sealed class ImportRun
{
    private readonly ImportServices _services;
    private readonly ImportFolder _folder;
    private readonly ImportStart _start;
    private readonly ImportCounts _counts;
    private readonly RunReports _reports;
    private readonly RowQuarantine _quarantine;

    /// <param name="services">Of the silo.</param>
    /// <param name="folder">Holds the spooled feed, or the held plan.</param>
    /// <param name="start">What the run is about.</param>
    /// <param name="counts">New, or those that the run had when it was held.</param>
    public ImportRun(ImportServices services, ImportFolder folder, ImportStart start, ImportCounts counts)
    {
        (_services, _folder, _start, _counts) = (services, folder, start, counts);
        _reports = new(services, start, folder.RunId, counts);
        _quarantine = new(services.Store, start, folder.RunId, services.Time);
    }

    /// <summary>Imports the spooled feed. Never throws; returns the state in which the run ended.</summary>
    /// <param name="source">As configured when the import began.</param>
    /// <param name="lastRunId">The run of the source before this one.</param>
    /// <param name="cancellationToken">Cancelled when the silo stops.</param>
    public Task<ImportState> ImportAsync(CompiledSource source, string lastRunId, CancellationToken cancellationToken) =>
        SettleAsync(c => WorkAsync(source, lastRunId, c), cancellationToken);

    /// <summary>Applies what was held and has been released.</summary>
    public Task<ImportState> ReleaseAsync(CancellationToken cancellationToken) =>
        SettleAsync(_counts.AllHeld ? ApplyAllAsync : ApplyHeldAsync, cancellationToken);

    private async Task<ImportState> WorkAsync(CompiledSource source, string lastRunId, CancellationToken cancellationToken)
    {
        if (source.Declaration.Quality is { } quality)
        {
            var gate = Gate(source);
            var (rows, faults) = await gate.CheckAsync(quality, cancellationToken);
            if (faults.Length > 0)
            {
                return await HoldAllAsync(gate, rows, faults, cancellationToken);
            }

            await gate.PassAsync(rows, "A later feed has passed the gate.", cancellationToken);
        }

        return await ApplyAsync(source, lastRunId, cancellationToken);
    }

    private QualityGate Gate(CompiledSource source) => new(_folder, _start, source, _services.Grains, _services.Store, _services.Time);

    private async Task<ImportState> HoldAllAsync(QualityGate gate, long rows, string faults, CancellationToken cancellationToken)
    {
        (_counts.RowsRead, _counts.AllHeld, _counts.PlanHash) = (rows, true, LeaveFile.Hash(_folder.Feed));
        _counts.Explanation = $"{ImportReasons.QualityGate}: {faults}";
        SourceMeter.RunsHeld.Add(1);
        await gate.HoldAsync(faults, cancellationToken);
        _folder.Save(_counts.Progress(_start, ImportState.Held));
        return ImportState.Held;
    }

    /// <summary>A person has let the feed through: it is applied as if it had passed. The guard still looks at its leaves.</summary>
    private async Task<ImportState> ApplyAllAsync(CancellationToken cancellationToken)
    {
        if (LeaveFile.Hash(_folder.Feed) != _counts.PlanHash)
        {
            throw new ImportRefusedException(ImportReasons.ImportPlanChanged, "The held feed on disk is not the one that was released. Import the file again.");
        }

        var snapshot = await _services.Policies.FindAsync(_start.Tenant, cancellationToken);
        if (snapshot is null || !snapshot.Sources.TryGetValue(_start.Source, out var source))
        {
            throw new ImportRefusedException(ImportReasons.SourceUnknown, "The source is no longer configured.");
        }

        (_counts.AllHeld, _counts.PlanHash, _counts.Explanation) = (false, "", "");
        await Gate(source).PassAsync(_counts.RowsRead, "The feed was released.", cancellationToken);

        // The index may have missed runs since: it is built anew.
        return await ApplyAsync(source, lastRunId: "", cancellationToken);
    }

    private async Task<ImportState> ApplyAsync(CompiledSource source, string lastRunId, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(_folder.Feed);
        var planning = new FeedPlanning(_folder, _start, source, _counts, _quarantine, _services.Store, _services.Indexes, _services.Admission, _services.Time);
        using var plan = await planning.PlanAsync(file, lastRunId, cancellationToken);
        SourceMeter.RowsRead.Add(_counts.RowsRead);
        SourceMeter.RowsUnchanged.Add(_counts.RowsUnchanged);
        var rows = new RowEvents(file, plan.Feed, source, _start, _folder.RunId, _services.Time);
        await SubmitAsync(plan.Changes.ReadAll().Select(r => Read(rows, r)), plan.Index, cancellationToken);
        if (plan.Hold.Length > 0)
        {
            return Hold(plan);
        }

        await SubmitAsync(Leaves(), plan.Index, cancellationToken);
        return ImportState.Succeeded;
    }

    private async Task<ImportState> ApplyHeldAsync(CancellationToken cancellationToken)
    {
        if (LeaveFile.Hash(_folder.Leaves) != _counts.PlanHash)
        {
            throw new ImportRefusedException(ImportReasons.ImportPlanChanged, "The held plan on disk is not the one that was released. Import the file again.");
        }

        await SubmitAsync(Leaves(), _services.Indexes.Peek(_start, _folder.RunId), cancellationToken);
        _counts.LeavesHeld = 0;
        return ImportState.Succeeded;
    }

    // The plan was counted, or released, as a whole: nobody counts its leaves again.
    private IEnumerable<PlannedEvent> Leaves() =>
        LeaveFile.ReadAll(_folder.Leaves).Select(l => l with { Event = l.Event with { AdmittedBy = _folder.RunId } });

    private ImportState Hold(FeedPlan plan)
    {
        (_counts.LeavesHeld, _counts.PlanHash, _counts.Explanation) = (plan.Leaves, LeaveFile.Hash(_folder.Leaves), plan.Hold);
        SourceMeter.RunsHeld.Add(1);
        _folder.Save(_counts.Progress(_start, ImportState.Held));
        return ImportState.Held;
    }

    // The rows were read once for the plan; what was right then is right now.
    private static PlannedEvent Read(RowEvents rows, PlannedRow row) =>
        rows.Read(row, System.Collections.Immutable.ImmutableArray.CreateBuilder<FeedFault>())
        ?? throw new InvalidDataException("The spooled feed has changed during the run.");

    private Task SubmitAsync(IEnumerable<PlannedEvent> events, DifferenceIndex? index, CancellationToken cancellationToken)
    {
        var doubted = events.Select(e =>
        {
            index?.Doubt(e.Key);
            return e;
        });
        return new EventLanes(_services.Submitter, _services.Options.Window, _services.Time)
            .RunAsync(doubted, (planned, result, c) => TakeAnswerAsync(planned, result, index, c), cancellationToken);
    }

    private async Task TakeAnswerAsync(PlannedEvent planned, SubmitResult result, DifferenceIndex? index, CancellationToken cancellationToken)
    {
        if (result.Refusal is { } refusal)
        {
            _counts.AddBad();
            await _quarantine.AddAsync(
                planned.Line, planned.Event.SourceKey, refusal.Faults.Select(f => $"{f.Reason}: {f.Field}: {f.Message}"),
                QuarantinedContent.Of(planned.Event), cancellationToken);
            return;
        }

        index?.Know(planned.Key, planned.Content, planned.Here);
        _counts.AddApplied();
        SourceMeter.Events.Add(1);
    }

    private async Task<ImportState> SettleAsync(Func<CancellationToken, Task<ImportState>> work, CancellationToken cancellationToken)
    {
        var state = await RunAsync(work, cancellationToken);
        SourceMeter.RowsBad.Add(_counts.RowsBad);
        if (state == _reports.Overruled)
        {
            return state;
        }

        try
        {
            await _quarantine.FlushAsync(CancellationToken.None);
            await _reports.FinishAsync(state);
        }
#pragma warning disable CA1031 // The run's actor takes a silent worker for lost; a caller sees the failure either way.
        catch (Exception)
#pragma warning restore CA1031
        {
            return ImportState.Failed;
        }

        return state;
    }

    private async Task<ImportState> RunAsync(Func<CancellationToken, Task<ImportState>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _reports.WatchAsync(work, cancellationToken);
        }
        catch (OperationCanceledException) when (_reports.Overruled is { } overruled)
        {
            return overruled;
        }
        catch (OperationCanceledException)
        {
            return Fail(ImportReasons.WorkerLost + ": The silo was stopped. Import the file again; what was applied stays and is not repeated.");
        }
        catch (FeedRefusedException refused)
        {
            return Fail(refused.Explanation);
        }
        catch (ImportRefusedException refused)
        {
            return Fail($"{refused.Reason}: {refused.Message}");
        }
        catch (SubmitFailedException)
        {
            return Fail(ImportReasons.SubmitFailed + ": Events could not be committed. Look at the store, then import the file again.");
        }
        catch (IOException fault) when (FullDisk.Is(fault))
        {
            return Fail($"{ImportReasons.DiskFull}: {FullDisk.Advice}");
        }
#pragma warning disable CA1031 // A run ends with a state, whatever happens to it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return Fail($"{ImportReasons.ImportFailed}: {fault.GetType().Name}. Look at the silo's disk and store, then import the file again.");
        }
    }

    private ImportState Fail(string explanation)
    {
        _counts.Explanation = explanation;
        return ImportState.Failed;
    }
}
