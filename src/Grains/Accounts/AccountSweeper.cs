using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prov.Domain.Accounts;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.TargetSystems;
using Prov.Storage;

namespace Prov.Grains.Accounts;

/// <summary>
/// Finds accounts whose desired generation is ahead of the applied one and whose time has come: what a crash, an outage or a full
/// dispatcher left behind. Each target is swept by itself, so that a dead one does not hold up the others.
/// </summary>
internal sealed partial class AccountSweeper(
    IProvStore store,
    PolicyCurrent policies,
    TargetRuntimes targets,
    AccountDispatcher dispatcher,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<AccountSweeper> logger) : BackgroundService
{
    private const int MaxClaim = 512;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    // While a target has more due than there are places, freed places are not left empty for a whole pause.
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<(string Tenant, string Target)> _crowded = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_tick, time);
        var swept = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var all = time.GetElapsedTime(swept) >= _pause;
            if (!all && _crowded.Count == 0)
            {
                continue;
            }

            swept = all ? time.GetTimestamp() : swept;
            await SweepSafelyAsync(all, stoppingToken);
        }
    }

    /// <summary>One round over all targets.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in policies.Tenants)
        {
            foreach (var target in policies.Peek(tenant)?.TargetNames ?? [])
            {
                await SweepTargetAsync(tenant, target, cancellationToken);
                await RenameTakenAsync(target, cancellationToken);
            }
        }
    }

    private async Task SweepSafelyAsync(bool all, CancellationToken cancellationToken)
    {
        try
        {
            if (all)
            {
                await SweepAsync(cancellationToken);
                return;
            }

            foreach (var (tenant, target) in _crowded.ToList())
            {
                await SweepTargetAsync(tenant, target, cancellationToken);
            }
        }
#pragma warning disable CA1031 // The sweeper is what heals everything else: it must outlive every fault.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogSweepFailed(fault.GetType().Name);
        }
    }

    private async Task SweepTargetAsync(string tenant, string target, CancellationToken cancellationToken)
    {
        var runtime = await targets.FindAsync(tenant, target, cancellationToken);
        if (runtime?.AttemptsAtOnce == 0)
        {
            // While its circuit is open, one call that changes nothing shows whether it is back.
            (runtime.CircuitOpen ? runtime.ProbeAsync(cancellationToken) : Task.CompletedTask).Ignore();
            _crowded.Remove((tenant, target));
            return;
        }

        // What is claimed while the target is closed, or beyond its rate, would only lose its place in the order.
        var atOnce = Math.Min(MaxClaim, runtime?.AttemptsAtOnce ?? MaxClaim);
        var limit = dispatcher.FreeForClaims(target) - (MaxClaim - atOnce);
        if (limit > 0)
        {
            var rows = await store.ClaimDueAccountsAsync(target, time.GetUtcNow(), LeaseOf(runtime), limit, cancellationToken);
            foreach (var row in rows)
            {
                dispatcher.Resume(row);
            }

            if (rows.Count < limit)
            {
                _crowded.Remove((tenant, target));
                return;
            }
        }

        _crowded.Add((tenant, target));
    }

    /// <summary>
    /// Longer than an attempt whose calls go well or time out once, so that an account is not given out again while it is worked on; no
    /// longer, because what a lost silo had claimed waits so long.
    /// </summary>
    private static TimeSpan LeaseOf(TargetRuntime? target) => TimeSpan.FromSeconds(5) + (2 * (target?.Definition.Limits.Timeout ?? TimeSpan.Zero));

    private async Task RenameTakenAsync(string target, CancellationToken cancellationToken)
    {
        foreach (var row in await store.FindAccountsAsync(target, AccountStatus.NameTaken, 100, cancellationToken))
        {
            if (row.Account.TakenName == row.Desired.Name)
            {
                await grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(row.Desired.IdentityId)).EvaluateAsync(
                    new EvaluationRequest(EvaluationCause.NameTaken) { AccountId = row.Desired.AccountId, Actor = "prov" }, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A sweep for due accounts failed ({Fault}); the next one follows")]
    private partial void LogSweepFailed(string fault);
}
