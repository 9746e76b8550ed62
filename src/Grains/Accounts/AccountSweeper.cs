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
    private const int MaxClaim = 256;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    // Longer than any attempt, so that an account is not given to two silos while the first is still at it.
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The sweeper is what heals everything else: it must outlive every fault.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogSweepFailed(fault.GetType().Name);
            }
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

    private async Task SweepTargetAsync(string tenant, string target, CancellationToken cancellationToken)
    {
        while (true)
        {
            // An open circuit lets a probe through now and then; claiming more would only postpone the rest.
            var open = (await targets.FindAsync(tenant, target, cancellationToken))?.CircuitOpen ?? false;
            var limit = open ? 1 : Math.Min(MaxClaim, dispatcher.Free(target));
            if (limit <= 0)
            {
                return;
            }

            var rows = await store.ClaimDueAccountsAsync(target, time.GetUtcNow(), _lease, limit, cancellationToken);
            foreach (var row in rows)
            {
                dispatcher.Dispatch(row.Desired, fresh: false);
            }

            if (rows.Count < limit || open)
            {
                return;
            }
        }
    }

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
