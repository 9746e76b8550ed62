namespace Prov.Tests.Servers;

/// <summary>Waits for a condition, with a limit.</summary>
public static class Deadline
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again and again until the condition holds.</summary>
    /// <param name="condition">What to wait for; asked at least once.</param>
    /// <param name="limit">How long to wait, in real time.</param>
    /// <param name="what">What is awaited, for the message.</param>
    /// <exception cref="TimeoutException">It did not hold within the limit.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds} s in vain until: {what}.");
            }

            await Task.Delay(Interval);
        }
    }
}
