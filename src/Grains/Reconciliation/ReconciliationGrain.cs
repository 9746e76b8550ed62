using Microsoft.Extensions.Logging;
using Prov.Connectors.Capabilities;
using Prov.Domain.Auditing;
using Prov.Grains.Contracts;
using Prov.Grains.TargetSystems;
using Prov.Storage;

namespace Prov.Grains.Reconciliation;

/// <summary>
/// Runs the reconciliation of one target. What a run has done is in the accounts themselves, so one that was lost begins anew under the
/// same id and does nothing twice.
/// </summary>
[GrainType("reconciliation")]
internal sealed partial class ReconciliationGrain(
    [PersistentState("reconciliation", StorageNames.Coordinators)] IPersistentState<ReconciliationGrainState> state,
    IProvStore store,
    TargetRuntimes targets,
    AccountIndexes indexes,
    ProvGrainsOptions options,
    TimeProvider time,
    ILogger<ReconciliationGrain> logger) : Grain, IReconciliationGrain
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(5);

    private IGrainTimer? _timer;
    private ReconciliationRun? _run;
    private Task<ReconciliationState>? _work;
    private CancellationTokenSource? _stop;
    private DateTimeOffset _notBefore;

    private string Tenant => Id[0];

    private string Target => Id[1];

    private string[] Id => GrainKeys.IdOf(this.GetPrimaryKeyString()).Split(':', 2);

    private ReconciliationGrainState State => state.State;

    public async Task<ReconciliationProgress> StartAsync(ReconciliationStart start, CancellationToken cancellationToken)
    {
        if (State.Run is { } known && known.RunId == start.RunId)
        {
            return Progress()!;
        }

        if (State.Run is { State: ReconciliationState.Running })
        {
            throw new ReconciliationRefusedException(
                ReconciliationRefusedException.UnderWay, $"The run {State.Run.RunId} of this target is under way. Wait for its end, or cancel it.");
        }

        if (await targets.FindAsync(Tenant, Target, cancellationToken) is { } target && target.Connector.Capability<IAccountSearcher>() is null)
        {
            throw new ReconciliationRefusedException(
                ReconciliationRefusedException.NotSupported, "The target's connector cannot list accounts, so that nothing can be compared.");
        }

        await StopAsync();
        await BeginAsync(start);
        return Progress()!;
    }

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (State.Run?.State != ReconciliationState.Running && await DueAsync(cancellationToken) is { } kind)
        {
            await StopAsync();
            await BeginAsync(new("rec-" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), kind, ReportOnly: false, "schedule"));
        }

        Look();
    }

    public Task<ReconciliationProgress?> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Progress());

    public async Task<ReconciliationProgress?> CancelAsync(string runId, string actor, CancellationToken cancellationToken)
    {
        if (State.Run is { State: ReconciliationState.Running or ReconciliationState.Held } run && run.RunId == runId)
        {
            var last = Progress()!;
            await StopAsync();
            await SaveAsync(last with { State = ReconciliationState.Cancelled, PlanHash = "", Held = 0 });
            await AuditAsync(AuditActions.ReconciliationCancelled, actor);
        }

        return State.Run;
    }

    public async Task<ReconciliationProgress> ReleaseAsync(string runId, string planHash, string actor, CancellationToken cancellationToken)
    {
        if (State.Run is not { State: ReconciliationState.Held } run || run.RunId != runId)
        {
            return State.Run?.RunId == runId && State.Released == planHash && planHash.Length > 0
                ? Progress()!
                : throw new ReconciliationRefusedException(ReconciliationRefusedException.NotHeld, "The run holds nothing to release.");
        }

        if (run.PlanHash != planHash)
        {
            throw new ReconciliationRefusedException(
                ReconciliationRefusedException.PlanChanged, "What is held is other than what was named. Look at it again.");
        }

        // Recorded before it takes effect: a release that cannot be recorded must not be.
        await AuditAsync(AuditActions.ReconciliationReleased, actor);
        State.Released = planHash;
        await SaveAsync(run with { State = ReconciliationState.Running });
        Look();
        return Progress()!;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Look();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await StopAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    private async Task BeginAsync(ReconciliationStart start)
    {
        var now = time.GetUtcNow();
        (State.Version, State.Released, State.RunAt) = (0, "", now);
        State.FullAt = start.Kind == ReconciliationKind.Full ? now : State.FullAt;
        await SaveAsync(new ReconciliationProgress
        {
            RunId = start.RunId, Target = Target, Kind = start.Kind, ReportOnly = start.ReportOnly, Actor = start.Actor,
            State = ReconciliationState.Running, StartedAt = now,
        });
        Look();
    }

    private ReconciliationProgress? Progress() =>
        State.Run is { State: ReconciliationState.Running } run && _run is not null ? _run.Onto(run) with { UpdatedAt = time.GetUtcNow() } : State.Run;

    /// <summary>Watches while there is work.</summary>
    private void Look()
    {
        if (State.Run is { State: ReconciliationState.Running })
        {
            _timer ??= this.RegisterGrainTimer(WatchAsync, new GrainTimerCreationOptions(_look, _look) { KeepAlive = true });
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        if (_work is null && State.Run is { State: ReconciliationState.Running } && time.GetUtcNow() >= _notBefore)
        {
            await WorkAsync(State.Run, cancellationToken);
        }

        if (_work is { IsCompleted: true } ended)
        {
            _work = null;
            await SettleAsync(ended);
        }

        if (_work is null && State.Run is not { State: ReconciliationState.Running })
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private async Task WorkAsync(ReconciliationProgress progress, CancellationToken cancellationToken)
    {
        if (await targets.FindAsync(Tenant, Target, cancellationToken) is not { } target)
        {
            await SaveAsync(progress with { State = ReconciliationState.Failed, Explanation = "TARGET_NOT_CONFIGURED: The configuration has no such target any more." });
            return;
        }

        if (!await MayCallAsync(target, cancellationToken))
        {
            _notBefore = time.GetUtcNow() + _retry;
            return;
        }

        // What a person has looked at is still here: exactly that goes on.
        if (_run is { IsHeld: true } held && State.Released.Length > 0)
        {
            _work = Task.Run(() => held.ReleaseAsync(_stop!.Token), CancellationToken.None);
            return;
        }

        _run?.Dispose();
        var start = new ReconciliationStart(progress.RunId, progress.Kind, progress.ReportOnly, progress.Actor);
        var run = _run = new ReconciliationRun(new(GrainFactory, store, indexes, options, time), new(Tenant, target, start));
        _stop = new CancellationTokenSource();
        var (token, released) = (_stop.Token, State.Released);
        _work = Task.Run(() => run.RunAsync(released, token), CancellationToken.None);
    }

    private async Task SettleAsync(Task<ReconciliationState> ended)
    {
        if (!ended.IsCompletedSuccessfully)
        {
            // Begun anew by the timer, with an index that is built anew: what was done stays and is not done twice.
            _notBefore = time.GetUtcNow() + _retry;
            indexes.Drop(Tenant, Target);
            LogFailed(Target, ended.Exception?.GetBaseException().GetType().Name ?? "cancelled");
            return;
        }

        var last = _run!.Onto(State.Run!);
        await SaveAsync(last with { State = await ended });
        if (State.Run!.State == ReconciliationState.Held)
        {
            await AuditAsync(AuditActions.ReconciliationHeld, "prov");
            return;
        }

        _run.Dispose();
        _run = null;
        LogEnded(Target, State.Run.State, State.Run.Seen, State.Run.Repaired);
    }

    private async Task SaveAsync(ReconciliationProgress progress)
    {
        State.Run = progress with { UpdatedAt = time.GetUtcNow() };
        State.Version++;
        await state.WriteStateAsync();
        await store.SaveReconciliationAsync(ReconciliationRecord.Write(Tenant, State.Run, State.Version), CancellationToken.None);
    }

    private async Task StopAsync()
    {
        if (_stop is not null)
        {
            await _stop.CancelAsync();
        }

        if (_work is not null)
        {
            await ((Task)_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        _run?.Dispose();
        _stop?.Dispose();
        (_run, _work, _stop) = (null, null, null);
    }

    private Task AuditAsync(string action, string actor) => store.AppendAuditAsync(
        [
            new AuditEntry
            {
                At = time.GetUtcNow(),
                Tenant = Tenant,
                Subject = "TargetSystem/" + Target,
                Action = action,
                Actor = actor,
                Cause = "reconciliation/" + State.Run!.RunId,
                Details = AuditDetails.Of(
                    ("held", $"{State.Run.Held}"), ("planHash", State.Run.PlanHash), ("explanation", State.Run.Explanation)),
            },
        ],
        CancellationToken.None);

    [LoggerMessage(LogLevel.Warning, "The reconciliation of {Target} did not come to its end ({Fault}); it begins anew")]
    private partial void LogFailed(string target, string fault);

    [LoggerMessage(LogLevel.Information, "The reconciliation of {Target} is {State}: {Seen} accounts read, {Repaired} repaired")]
    private partial void LogEnded(string target, ReconciliationState state, long seen, long repaired);
}
