namespace Prov.Cluster.Tests.Load;

/// <summary>The load is as much as it was told to be.</summary>
public sealed class PaceTests
{
    [Fact]
    public async Task WaitAsync_ManyAtOnce_LetsThemThroughAtTheRate()
    {
        var clock = TimeProvider.System;
        var pace = new Pace(perSecond: 200, clock);
        var start = clock.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 101).Select(_ => pace.WaitAsync(CancellationToken.None)));

        Assert.True(clock.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(490), "a hundred intervals of 5 ms take half a second");
    }

    [Fact]
    public async Task WaitAsync_Stopped_SaysSo()
    {
        var pace = new Pace(perSecond: 0.001, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        await pace.WaitAsync(stop.Token);
        var waiting = pace.WaitAsync(stop.Token);

        await stop.CancelAsync();

        Assert.False(await waiting);
    }
}
