using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.Removals;

/// <summary>Wakes the identities whose held leaves a person has released or dropped, until the last of them has taken it in.</summary>
internal sealed partial class DecidedLeaveSweeper(
    IProvStore store, IGrainFactory grains, TimeProvider time, ILogger<DecidedLeaveSweeper> logger) : BackgroundService
{
    private const int MaxClaim = 256;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(30);

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
#pragma warning disable CA1031 // What was released must happen in the end: the sweeper outlives every fault.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogSweepFailed(fault.GetType().Name);
            }
        }
    }

    /// <summary>One round; answers with how many were woken.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await store.ClaimDecidedLeavesAsync(time.GetUtcNow(), _lease, MaxClaim, cancellationToken);
        await Task.WhenAll(due.Select(leave => grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(leave.IdentityId)).EvaluateAsync(
            new EvaluationRequest(leave.Dropped ? EvaluationCause.LeavesDropped : EvaluationCause.LeavesReleased)
            {
                Actor = "prov", DecidedSource = leave.Source,
            },
            cancellationToken)));
        return due.Count;
    }

    [LoggerMessage(LogLevel.Warning, "A sweep for released leaves failed ({Fault}); the next one follows")]
    private partial void LogSweepFailed(string fault);
}
