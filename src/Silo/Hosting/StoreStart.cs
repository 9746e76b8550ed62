using Prov.Storage;

namespace Prov.Silo.Hosting;

/// <summary>Brings the store up at start, and waits a bounded time for a database that is away.</summary>
/// <param name="attempt">Reaches the database and brings its schema up to date.</param>
/// <param name="wait">How long to go on; zero for one attempt.</param>
/// <param name="time">The clock.</param>
/// <param name="output">Takes one line when the waiting begins, and one whenever the reason changes.</param>
internal sealed class StoreStart(Func<Task> attempt, TimeSpan wait, TimeProvider time, TextWriter output)
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    /// <exception cref="StoreException">The database cannot be used: it refuses us, or was away for the whole time.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        string? told = null;
        for (var pause = _shortestPause; await AttemptAsync() is { } fault; pause = Shorter(2 * pause, _longestPause))
        {
            var left = wait - time.GetElapsedTime(start);
            if (!StartFaults.MayPass(fault) || left <= TimeSpan.Zero)
            {
                throw new StoreException(fault.Reason, $"{fault.Message} {Advice(fault)}", fault);
            }

            if (told != fault.Message)
            {
                await output.WriteLineAsync($"Waiting for the database, {left.TotalSeconds:0} s at most: {fault.Reason}: {told = fault.Message}");
            }

            await Task.Delay(Shorter(pause, left), time, cancellationToken);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private string Advice(StoreException fault) => StartFaults.MayPass(fault)
        ? $"Waited {wait.TotalSeconds:0} s (Prov:Store:StartWait). Where it is, is set by Prov:Store:ConnectionString."
        : "It is set by Prov:Store:ConnectionString.";

    private async Task<StoreException?> AttemptAsync()
    {
        try
        {
            await attempt();
            return null;
        }
        catch (Exception exception) when (StartFaults.Explain(exception) is { } fault)
        {
            return fault;
        }
    }
}
