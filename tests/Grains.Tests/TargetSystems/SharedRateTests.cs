using Microsoft.Extensions.Time.Testing;
using Prov.Grains.Contracts;
using Prov.Grains.TargetSystems;
using Prov.Grains.Tests.Accounts;
using Prov.Grains.Tests.Sources;

namespace Prov.Grains.Tests.TargetSystems;

/// <summary>Four silos with work for more than a slow target bears.</summary>
public sealed class SharedRateTests : IAsyncDisposable
{
    private const int Seconds = 60;
    private const int Rate = 7;

    private readonly FakeTimeProvider _time = new(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly StrictTarget _target;
    private readonly List<TargetRuntime> _silos = [];
    private readonly CancellationTokenSource _stop = new();

    public SharedRateTests()
    {
        _target = new(_time) { MostPerSecond = Rate };
        var grain = new OneAtATime(new TargetSystemGrain(new MemoryState<TargetSystemState>(), new MemoryStore(), _time));
        var compiled = CompiledTargets.Of(
            new() { Name = "slow", Connector = "strict", AccountName = new("identity.number"), Limits = new() { RatePerSecond = Rate } });
        for (var silo = 0; silo < 4; silo++)
        {
            _silos.Add(new TargetRuntime(compiled, _target, new CallBudget(grain, $"silo-{silo}", _time), _time));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }

    [Fact]
    public async Task Call_FourSilosWithoutPause_UseTheRateAndAreNotTurnedAway()
    {
        var workers = _silos.SelectMany(s => Enumerable.Range(0, 4).Select(_ => WorkAsync(s, removesAccess: false))).ToList();

        await PassAsync(TimeSpan.FromSeconds(Seconds));

        var made = _target.Calls.Count;
        Assert.InRange(made, (int)Math.Ceiling(Rate * Seconds * 0.97), (Rate * Seconds) + 1);
        Assert.InRange(_target.Refused, 0, made / 1000);
        await StopAsync(workers);
    }

    [Fact]
    public async Task Call_TakesAccessAway_GoesBeforeWhatWaitsLonger()
    {
        var done = new List<string>();
        var waiting = Enumerable.Range(0, 30).Select(i => OneAsync(_silos[0], removesAccess: false, "join", done)).ToList();
        waiting.AddRange(Enumerable.Range(0, 5).Select(i => OneAsync(_silos[0], removesAccess: true, "leave", done)));

        await PassAsync(TimeSpan.FromSeconds(2));

        // Two joins were under way: one had its call, one its turn.
        Assert.InRange(done.FindLastIndex(d => d == "leave"), 4, 7);
        await PassAsync(TimeSpan.FromSeconds(10));
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task AttemptsAtOnce_TargetThatIsClosed_AreNone()
    {
        Assert.Equal(4, _silos[0].AttemptsAtOnce);
        await OneAsync(_silos[0], removesAccess: false, "", []);
        _target.MostPerSecond = 1;

        // The second call of this second is turned away by the target; from then on no silo calls.
        var calls = _silos.Select(s => OneAsync(s, removesAccess: false, "", [])).ToList();
        await PassAsync(TimeSpan.FromMilliseconds(400));
        Assert.Equal(1, _target.Refused);
        await OneAsync(_silos[1], removesAccess: false, "", []);
        Assert.Equal(0, _silos[1].AttemptsAtOnce);
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(4, _silos[1].AttemptsAtOnce);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Probe_TargetThatIsBack_ClosesTheCircuitByOneCall()
    {
        _target.MostPerSecond = 0;
        _target.IsDown = true;
        for (var call = 0; call < 20 && !_silos[0].CircuitOpen; call++)
        {
            var one = OneAsync(_silos[0], removesAccess: false, "", []);
            await PassAsync(TimeSpan.FromMilliseconds(200));
            await one;
        }

        Assert.True(_silos[0].CircuitOpen);
        Assert.Equal(0, _silos[0].AttemptsAtOnce);
        _target.IsDown = false;
        var early = _silos[0].ProbeAsync(CancellationToken.None);
        await PassAsync(TimeSpan.FromMilliseconds(200));
        Assert.False((await early).IsDone);
        await PassAsync(TimeSpan.FromSeconds(4));
        var probe = _silos[0].ProbeAsync(CancellationToken.None);
        await PassAsync(TimeSpan.FromMilliseconds(200));

        Assert.True((await probe).IsDone);
        Assert.False(_silos[0].CircuitOpen);
        Assert.Equal(["test"], _target.Calls.Select(c => c.Operation));
    }

    private async Task WorkAsync(TargetRuntime silo, bool removesAccess)
    {
        while (!_stop.IsCancellationRequested)
        {
            var result = await silo.CallAsync(false, _target.TestAsync, urgent: false, _stop.Token, removesAccess);
            if (!result.IsDone)
            {
                await Task.Delay(result.RetryAfter ?? TimeSpan.FromMilliseconds(100), _time, _stop.Token);
            }
        }
    }

    private async Task OneAsync(TargetRuntime silo, bool removesAccess, string name, List<string> done)
    {
        await silo.CallAsync(false, _target.TestAsync, urgent: false, CancellationToken.None, removesAccess);
        lock (done)
        {
            done.Add(name);
        }
    }

    /// <summary>Lets time pass in small steps, and whoever it wakes go on.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (var end = _time.GetUtcNow() + time; _time.GetUtcNow() < end;)
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
            for (var turn = 0; turn < 20; turn++)
            {
                await Task.Yield();
            }
        }
    }

    private async Task StopAsync(IEnumerable<Task> workers)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What the actor runtime does for the real one.</summary>
    private sealed class OneAtATime(ITargetSystemGrain inner) : ITargetSystemGrain
    {
        private readonly SemaphoreSlim _gate = new(1, 1);

        public Task<BudgetLease> LeaseAsync(BudgetRequest request, CancellationToken cancellationToken) =>
            RunAsync(() => inner.LeaseAsync(request, CancellationToken.None));

        public Task ThrottledAsync(TimeSpan? retryAfter, CancellationToken cancellationToken) => RunAsync(async () =>
        {
            await inner.ThrottledAsync(retryAfter, CancellationToken.None);
            return true;
        });

        public Task SetMaintenanceAsync(bool on, string actor, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<TargetStatus> GetStatusAsync(CancellationToken cancellationToken) => RunAsync(() => inner.GetStatusAsync(CancellationToken.None));

        private async Task<T> RunAsync<T>(Func<Task<T>> call)
        {
            await _gate.WaitAsync();
            try
            {
                return await call();
            }
            finally
            {
                _gate.Release();
            }
        }
    }
}
