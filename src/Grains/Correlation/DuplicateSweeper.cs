using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Correlation;

/// <summary>Makes up for checks for duplicates that a lost silo left undone.</summary>
internal sealed partial class DuplicateSweeper(IProvStore store, DuplicateCheck check, TimeProvider time, ILogger<DuplicateSweeper> logger)
    : BackgroundService
{
    private const int MaxMarks = 256;

    // A check follows its commit within milliseconds. What is still there after a whole pause has been left behind.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(15);

    private HashSet<DuplicateCheckRow> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The sweeper must outlive every fault; what it did not do, it does at the next time.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogSweepFailed(fault.GetType().Name);
            }
        }
    }

    /// <summary>One pass: makes up for what was there in the pass before too; answers how many that were.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var marks = await store.ListDuplicateChecksAsync(MaxMarks, cancellationToken);
        var left = marks.Where(_seen.Contains).ToList();
        _seen = [.. marks.Except(left)];
        foreach (var mark in left)
        {
            await check.RunAsync(mark, mark.IdentityId, cancellationToken);
        }

        return left.Count;
    }

    [LoggerMessage(LogLevel.Warning, "Looking for duplicates failed ({Fault}); it is tried again")]
    private partial void LogSweepFailed(string fault);
}
