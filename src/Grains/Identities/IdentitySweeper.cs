using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.Identities;

/// <summary>Wakes identities whose next evaluation has come: first days, last days, scheduled changes, ends of grace periods.</summary>
internal sealed partial class IdentitySweeper(IProvStore store, IGrainFactory grains, TimeProvider time, ILogger<IdentitySweeper> logger)
    : BackgroundService
{
    private const int MaxClaim = 256;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    // What a lost silo had claimed waits for so long, leavers among it. An evaluation takes far less, and a second one changes nothing.
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await SweepAsync(stoppingToken) == MaxClaim)
                {
                }
            }
#pragma warning disable CA1031 // Access that ends by date ends here: the sweeper must outlive every fault.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogSweepFailed(fault.GetType().Name);
            }
        }
    }

    /// <summary>One claim; answers how many identities were due.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await store.ClaimDueIdentitiesAsync(time.GetUtcNow(), _lease, MaxClaim, cancellationToken);
        await Task.WhenAll(due.Select(id => EvaluateAsync(id, cancellationToken)));
        return due.Count;
    }

    private async Task EvaluateAsync(string identityId, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(identityId))
                .EvaluateAsync(new EvaluationRequest(EvaluationCause.Due) { Actor = "prov" }, cancellationToken);
        }
#pragma warning disable CA1031 // One identity's fault must not keep the others waiting; its lease runs out and it is due again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogEvaluationFailed(identityId, fault.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A sweep for due identities failed ({Fault}); the next one follows")]
    private partial void LogSweepFailed(string fault);

    [LoggerMessage(LogLevel.Warning, "The evaluation of {Identity} failed ({Fault}); it stays due")]
    private partial void LogEvaluationFailed(string identity, string fault);
}
