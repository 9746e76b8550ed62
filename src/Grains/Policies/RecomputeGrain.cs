using Microsoft.Extensions.Logging;
using Prov.Domain.Auditing;
using Prov.Domain.Policies;
using Prov.Domain.Preview;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.Policies;

/// <summary>
/// Finds whom a new version of the configuration concerns and wakes those whose answer changes. What it has done is in the identities
/// themselves, so a run that was lost begins anew and does nothing twice.
/// </summary>
[GrainType("recompute")]
internal sealed partial class RecomputeGrain(
    [PersistentState("recompute", StorageNames.Coordinators)] IPersistentState<RecomputeState> state,
    IProvStore store,
    PolicyCurrent policies,
    ProvGrainsOptions options,
    TimeProvider time,
    ILogger<RecomputeGrain> logger) : Grain, IRecomputeGrain
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    // Until then every silo decides with the new version, so that nobody is decided with an older one after he was looked at.
    private static readonly TimeSpan _refreshed = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    private IGrainTimer? _timer;
    private RecomputeRun? _run;
    private Task<RecomputePhase>? _work;
    private CancellationTokenSource? _stop;
    private DateTimeOffset _notBefore;

    private string Tenant => GrainKeys.IdOf(this.GetPrimaryKeyString());

    private RecomputeState State => state.State;

    public async Task<RecomputeProgress> EnsureAsync(long policyVersion, CancellationToken cancellationToken)
    {
        if (policyVersion > State.PolicyVersion)
        {
            await StopAsync();
            (State.Baseline, State.PolicyVersion) = (State.IsUnderWay ? State.Baseline : State.PolicyVersion, policyVersion);
            (State.IsUnderWay, State.Released) = (true, "");
            await EnterAsync(RecomputePhase.Running);
        }

        Look();
        return Progress();
    }

    public Task<RecomputeProgress> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Progress());

    public async Task<RecomputeProgress> PauseAsync(string actor, CancellationToken cancellationToken)
    {
        if (State.Phase == RecomputePhase.Running)
        {
            _run?.Gate.Close();
            await EnterAsync(RecomputePhase.Paused);
            await AuditAsync(AuditActions.RecomputePaused, actor);
        }

        return Progress();
    }

    public async Task<RecomputeProgress> ResumeAsync(string actor, CancellationToken cancellationToken)
    {
        if (State.Phase is RecomputePhase.Paused or RecomputePhase.Cancelled)
        {
            await EnterAsync(RecomputePhase.Running);
            await AuditAsync(AuditActions.RecomputeResumed, actor);
            _run?.Gate.Open();
            Look();
        }

        return Progress();
    }

    public async Task<RecomputeProgress> CancelAsync(string actor, CancellationToken cancellationToken)
    {
        if (State.Phase is RecomputePhase.Running or RecomputePhase.Paused or RecomputePhase.Held)
        {
            await StopAsync();
            await EnterAsync(RecomputePhase.Cancelled);
            await AuditAsync(AuditActions.RecomputeCancelled, actor);
        }

        return Progress();
    }

    public async Task<RecomputeProgress> ReleaseAsync(string planHash, string actor, CancellationToken cancellationToken)
    {
        if (State.Phase != RecomputePhase.Held)
        {
            return State.Released == planHash
                ? Progress()
                : throw new RecomputeRefusedException(RecomputeRefusedException.NotHeld, "The recompute holds nothing to release.");
        }

        if (State.Progress.PlanHash != planHash)
        {
            throw new RecomputeRefusedException(
                RecomputeRefusedException.PlanChanged, "The held removals are others than the ones named. Look at them again.");
        }

        State.Released = planHash;
        await EnterAsync(RecomputePhase.Running);
        await AuditAsync(AuditActions.RecomputeReleased, actor);
        Look();
        return Progress();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await StopAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    private RecomputeProgress Progress() =>
        State.Phase is RecomputePhase.Running or RecomputePhase.Paused && _run is not null ? _run.Progress(State.Phase) : State.Progress;

    /// <summary>Watches while there is work.</summary>
    private void Look()
    {
        if (State.Phase == RecomputePhase.Running)
        {
            _timer ??= this.RegisterGrainTimer(WatchAsync, new GrainTimerCreationOptions(_look, _look) { KeepAlive = true });
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        if (_work is null && State.Phase == RecomputePhase.Running && time.GetUtcNow() >= _notBefore)
        {
            await StartAsync(cancellationToken);
        }

        if (_work is { IsCompleted: true } ended)
        {
            _work = null;
            await SettleAsync(ended);
        }

        if (_work is null && State.Phase != RecomputePhase.Running)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        // The removals that a person has looked at are still here: exactly they go on.
        if (_run is { IsHeld: true } && State.Released.Length > 0)
        {
            var held = _run;
            _work = Task.Run(() => held.ReleaseAsync(_stop!.Token), CancellationToken.None);
            return;
        }

        var after = await policies.FindAsync(Tenant, State.PolicyVersion, cancellationToken);
        if (after is null || after.Version < State.PolicyVersion)
        {
            // This silo cannot read the version yet, or not at all; the timer asks again.
            return;
        }

        var before = await policies.FindVersionAsync(Tenant, State.Baseline, cancellationToken);
        var change = ConfigurationChange.Between(before, after);
        var spool = Path.Combine(options.Imports.DataFolder, "recompute", Guid.NewGuid().ToString("N"));
        _run?.Dispose();
        var run = _run = new RecomputeRun(store, GrainFactory, change, options.Removals, Tenant, spool, time);
        _stop = new CancellationTokenSource();
        var (token, released, wait) = (_stop.Token, State.Released, await IsAloneAsync() ? TimeSpan.Zero : _refreshed);
        _work = Task.Run(
            async () =>
            {
                await Task.Delay(wait, time, token);
                return await run.RunAsync(released, token);
            },
            CancellationToken.None);
    }

    private async Task<bool> IsAloneAsync() =>
        (await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count == 1;

    private async Task SettleAsync(Task<RecomputePhase> ended)
    {
        if (!ended.IsCompletedSuccessfully)
        {
            // Begun anew by the timer: what was done stays and is not done twice.
            _notBefore = time.GetUtcNow() + _retry;
            LogFailed(ended.Exception?.GetBaseException().GetType().Name ?? "cancelled");
            return;
        }

        var phase = await ended;
        State.IsUnderWay = phase != RecomputePhase.Done;
        await EnterAsync(phase);
        if (phase == RecomputePhase.Held)
        {
            await AuditAsync(AuditActions.RecomputeHeld, "prov");
        }
        else
        {
            _run?.Dispose();
            _run = null;
        }

        LogEnded(State.PolicyVersion, phase, State.Progress.Evaluated, State.Progress.Changed);
    }

    private async Task EnterAsync(RecomputePhase phase)
    {
        State.Phase = phase;
        State.Progress = _run?.Progress(phase)
            ?? State.Progress with { PolicyVersion = State.PolicyVersion, Done = phase == RecomputePhase.Done, Phase = phase };
        await state.WriteStateAsync();
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
                Subject = "Recompute",
                Action = action,
                Actor = actor,
                Cause = $"configuration/{State.PolicyVersion}",
                Details = AuditDetails.Of(
                    ("held", $"{State.Progress.Held}"), ("planHash", State.Progress.PlanHash), ("explanation", State.Progress.Explanation)),
            },
        ],
        CancellationToken.None);

    [LoggerMessage(LogLevel.Warning, "The recompute did not come to its end ({Fault}); it begins anew")]
    private partial void LogFailed(string fault);

    [LoggerMessage(LogLevel.Information, "Recompute for version {Version} is {Phase}: {Evaluated} identities decided, {Changed} changed")]
    private partial void LogEnded(long version, RecomputePhase phase, long evaluated, long changed);
}
