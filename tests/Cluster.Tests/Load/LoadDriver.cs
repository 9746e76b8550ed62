using System.Collections.Concurrent;
using Prov.Cluster.Tests.People;

namespace Prov.Cluster.Tests.Load;

/// <summary>Plays many lives at once against all silos. The next event of a life waits for the acknowledgement of the one before.</summary>
public sealed class LoadDriver(LoadOptions options, IReadOnlyList<SiloClient> silos, ClientLog log, TimeProvider clock)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    // A life is found by its place; so the order in which lives take turns does not change what happens in each.
    private readonly ConcurrentQueue<Life> waiting = new(Population.Make(options.People, options.Seed)
        .Select((person, i) => new Life(person, unchecked((options.Seed * 31) + i))));

    private readonly Random repeats = new(options.Seed);
    private int turn;

    /// <summary>Begins events at the pace of the options until told to stop; then ends when all that were begun are acknowledged.</summary>
    /// <remarks>A life of which an event is refused goes no further; the log has the refusal.</remarks>
    public async Task RunAsync(CancellationToken stop)
    {
        var pace = new Pace(options.EventsPerSecond, clock);
        await Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => PlayAsync(pace, stop)));
    }

    private async Task PlayAsync(Pace pace, CancellationToken stop)
    {
        while (await pace.WaitAsync(stop) && waiting.TryDequeue(out var life))
        {
            if (life.NotBefore > clock.GetUtcNow() || await StepAsync(life))
            {
                waiting.Enqueue(life);
            }
        }
    }

    /// <returns>False when the event was refused.</returns>
    private async Task<bool> StepAsync(Life life)
    {
        var step = life.Career.Next(clock.GetUtcNow());
        life.NotBefore = step.EffectiveAt + Margin ?? default;
        var attempt = await SubmitAsync(step);
        while (attempt.Receipt is null && !attempt.Refused)
        {
            await Task.Delay(RetryAfter, clock);
            attempt = await SubmitAsync(step);
        }

        if (Draw() < options.RepeatedShare)
        {
            await SubmitAsync(step);
        }

        return !attempt.Refused;
    }

    private async Task<Attempt> SubmitAsync(CareerEvent step)
    {
        var silo = silos[(int)((uint)Interlocked.Increment(ref turn) % silos.Count)];
        var attempt = await silo.SubmitAsync(step);
        log.Add(attempt);
        return attempt;
    }

    private double Draw()
    {
        lock (repeats)
        {
            return repeats.NextDouble();
        }
    }

    private sealed class Life(Person person, int seed)
    {
        public Career Career { get; } = new(person, seed);

        public DateTimeOffset NotBefore { get; set; }
    }
}
