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
    public static Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string what) => UntilAsync(condition, held => held, limit, what);

    /// <summary>Asks again and again until the condition, which is known at once, holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within the limit.</exception>
    public static Task UntilAsync(Func<bool> condition, TimeSpan limit, string what) =>
        UntilAsync(() => Task.FromResult(condition()), limit, what);

    /// <summary>Reads again and again until what was read is as it should be, and answers with that.</summary>
    /// <param name="read">Called at least once.</param>
    /// <param name="isAwaited">Whether this is what is waited for.</param>
    /// <param name="limit">How long to wait, in real time.</param>
    /// <param name="what">What is awaited, for the message.</param>
    /// <param name="describe">Says what was read last, for the message; null for nothing.</param>
    /// <exception cref="TimeoutException">It did not come within the limit.</exception>
    public static async Task<T> UntilAsync<T>(
        Func<Task<T>> read, Func<T, bool> isAwaited, TimeSpan limit, string what, Func<T, string>? describe = null)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (isAwaited(value))
            {
                return value;
            }

            if (clock.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds} s in vain until: {what}.{(describe is null ? "" : $" Instead: {describe(value)}")}");
            }

            await Task.Delay(Interval);
        }
    }
}
