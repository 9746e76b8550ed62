using Microsoft.Extensions.Time.Testing;
using Prov.Grains.Contracts;
using Prov.Grains.Tests.Sources;
using Prov.Grains.TargetSystems;

namespace Prov.Grains.Tests.TargetSystems;

/// <summary>Several silos share one target's rate: together they never exceed it, and they use it.</summary>
public sealed class CallBudgetTests : IDisposable
{
    private const int Seconds = 20;

    private static readonly DateTimeOffset _start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(_start);
    private readonly MemoryState<TargetSystemState> _state = new();
    private readonly TargetSystemGrain _target;
    private readonly List<CallBudget> _silos = [];

    public CallBudgetTests() => _target = new(_state, new MemoryStore(), _time);

    public void Dispose() => _silos.ForEach(s => s.Dispose());

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(40, 5)]
    [InlineData(300, 2)]
    public async Task Take_SilosThatAskWithoutPause_StayTogetherWithinTheRate(double rate, int silos)
    {
        var (budgets, taken) = (Enumerable.Range(0, silos).Select(_ => Silo()).ToList(), new List<TimeSpan>());
        var start = _time.GetTimestamp();
        while (_time.GetElapsedTime(start) < TimeSpan.FromSeconds(Seconds))
        {
            foreach (var budget in budgets)
            {
                while (await budget.TakeAsync(rate, circuitOpen: false, CancellationToken.None) is null)
                {
                    taken.Add(_time.GetElapsedTime(start));
                }
            }

            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // A tenth of a second's calls may have been saved up, never more.
        var saved = Math.Max(1, rate / 10);
        Assert.InRange(taken.Count, (int)(rate * Seconds * 0.95), (int)Math.Ceiling((rate * Seconds) + saved));
        for (var from = TimeSpan.Zero; from.TotalSeconds < Seconds - 1; from += TimeSpan.FromMilliseconds(250))
        {
            Assert.InRange(taken.Count(t => t >= from && t < from + TimeSpan.FromSeconds(1)), 0, (int)Math.Ceiling(rate + saved));
        }
    }

    [Fact]
    public async Task Take_LongQuiet_EndsInNoBurst()
    {
        var silo = Silo();
        await silo.TakeAsync(10, circuitOpen: false, CancellationToken.None);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await TakeAllAsync(silo, 10));
    }

    [Fact]
    public async Task Take_LeaseOfAnEarlierSecond_IsNotUsed()
    {
        var silo = Silo();
        Assert.Null(await silo.TakeAsync(100, circuitOpen: false, CancellationToken.None));
        Assert.Equal(10, await GrantedAsync());
        Assert.Null(await silo.TakeAsync(100, circuitOpen: false, CancellationToken.None));
        Assert.Equal(10, await GrantedAsync());

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await silo.TakeAsync(100, circuitOpen: false, CancellationToken.None));
        Assert.Equal(20, await GrantedAsync());
    }

    [Fact]
    public async Task Take_Exhausted_TellsWhenToAskAgain()
    {
        var silo = Silo();
        await TakeAllAsync(silo, 4);

        var refusal = await silo.TakeAsync(4, circuitOpen: false, CancellationToken.None);

        Assert.Equal("RATE_BUDGET_EXHAUSTED", refusal?.Reason);
        _time.Advance(refusal!.Wait);
        Assert.Null(await silo.TakeAsync(4, circuitOpen: false, CancellationToken.None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task Take_Maintenance_IsRefusedByEverySiloWithinASecond(double rate)
    {
        var silos = new[] { Silo(), Silo() };
        foreach (var silo in silos)
        {
            Assert.Null(await silo.TakeAsync(rate, circuitOpen: false, CancellationToken.None));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        _state.State.Maintenance = true;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.All(
            await Task.WhenAll(silos.Select(s => s.TakeAsync(rate, circuitOpen: false, CancellationToken.None))),
            refusal => Assert.Equal("TARGET_IN_MAINTENANCE", refusal?.Reason));
        _state.State.Maintenance = false;
        Assert.Null(await silos[0].TakeAsync(rate, circuitOpen: false, CancellationToken.None));
    }

    [Fact]
    public async Task Take_NoRate_IsNeverRefused()
    {
        var silo = Silo();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(await silo.TakeAsync(0, circuitOpen: false, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task SlowDown_OneSiloWasTurnedAway_NoSiloCallsUntilTheTargetSaidSo(double rate)
    {
        var silos = new[] { Silo(), Silo(), Silo(), Silo() };
        await Task.WhenAll(silos.Select(s => s.TakeAsync(rate, circuitOpen: false, CancellationToken.None)));

        await silos[0].SlowDownAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.Equal("TARGET_THROTTLED", (await silos[0].TakeAsync(rate, circuitOpen: false, CancellationToken.None))?.Reason);
        for (_time.Advance(TimeSpan.FromSeconds(1)); _time.GetUtcNow() < _start.AddSeconds(30); _time.Advance(TimeSpan.FromSeconds(1)))
        {
            foreach (var silo in silos)
            {
                var refusal = await silo.TakeAsync(rate, circuitOpen: false, CancellationToken.None);
                Assert.Equal(("TARGET_THROTTLED", _start.AddSeconds(30) - _time.GetUtcNow()), (refusal?.Reason, refusal?.Wait));
            }
        }

        Assert.Null(await silos[1].TakeAsync(rate, circuitOpen: false, CancellationToken.None));
    }

    [Fact]
    public async Task SlowDown_CallsPerSecond_AreHalvedAndGrowAgain()
    {
        var silo = Silo();
        Assert.InRange(await TakeForAsync(silo, 40, 5), 190, 210);

        await silo.SlowDownAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.InRange(await TakeForAsync(silo, 40, 1), 18, 24);
        Assert.InRange(await TakeForAsync(silo, 40, 9), 220, 330);
        Assert.InRange(await TakeForAsync(silo, 40, 5), 190, 210);
    }

    [Fact]
    public async Task SlowDown_NoRateConfigured_IsLearnedFromWhatWasCalled()
    {
        var silo = Silo();
        for (var second = 0; second < 5; second++)
        {
            for (var call = 0; call < 100; call++)
            {
                await silo.TakeAsync(0, circuitOpen: false, CancellationToken.None);
                _time.Advance(TimeSpan.FromMilliseconds(10));
            }
        }

        await silo.SlowDownAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.InRange(await TakeForAsync(silo, 0, 1), 40, 70);
    }

    [Fact]
    public async Task TakeUrgent_RateUsedUp_IsGrantedAndLeavesTheRateAlone()
    {
        var silo = Silo();
        await TakeAllAsync(silo, 4);

        Assert.Null(await silo.TakeUrgentAsync(circuitOpen: false, CancellationToken.None));
        Assert.Equal("RATE_BUDGET_EXHAUSTED", (await silo.TakeAsync(4, circuitOpen: false, CancellationToken.None))?.Reason);
    }

    [Fact]
    public async Task GetStatus_SiloThatFellSilent_IsForgotten()
    {
        await Silo("one").TakeAsync(0, circuitOpen: true, CancellationToken.None);
        await Silo("two").TakeAsync(0, circuitOpen: true, CancellationToken.None);
        Assert.Equal(["one", "two"], (await _target.GetStatusAsync(CancellationToken.None)).SilosWithOpenCircuit);

        _time.Advance(TimeSpan.FromSeconds(50));
        await _target.LeaseAsync(new BudgetRequest("two", 0, 0, CircuitOpen: true), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(["two"], (await _target.GetStatusAsync(CancellationToken.None)).SilosWithOpenCircuit);

        await _target.LeaseAsync(new BudgetRequest("two", 0, 0, CircuitOpen: false), CancellationToken.None);
        Assert.Empty((await _target.GetStatusAsync(CancellationToken.None)).SilosWithOpenCircuit);
    }

    private CallBudget Silo(string? name = null)
    {
        _silos.Add(new CallBudget(_target, name ?? $"silo-{_silos.Count}", _time));
        return _silos[^1];
    }

    private async Task<int> TakeAllAsync(CallBudget silo, double rate)
    {
        var taken = 0;
        while (await silo.TakeAsync(rate, circuitOpen: false, CancellationToken.None) is null)
        {
            taken++;
        }

        return taken;
    }

    /// <summary>Calls that one silo gets in so many seconds when it always asks.</summary>
    private async Task<int> TakeForAsync(CallBudget silo, double rate, int seconds)
    {
        var taken = 0;
        for (var end = _time.GetUtcNow().AddSeconds(seconds); _time.GetUtcNow() < end; _time.Advance(TimeSpan.FromMilliseconds(10)))
        {
            while (taken < 100_000 && await silo.TakeAsync(rate, circuitOpen: false, CancellationToken.None) is null)
            {
                taken++;
            }
        }

        return taken;
    }

    private async Task<long> GrantedAsync() => (await _target.GetStatusAsync(CancellationToken.None)).CallsGranted;
}
