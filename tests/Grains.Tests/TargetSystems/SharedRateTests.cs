using Microsoft.Extensions.Time.Testing;
using Prov.Connectors.Outcomes;
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
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }

    [Fact]
    public void Call_FourSilosWithoutPause_UseTheRateAndAreNotTurnedAway()
    {
        using var thread = new OneThread();
        for (var worker = 0; worker < 16; worker++)
        {
            _ = WorkAsync(_silos[worker % _silos.Count]);
        }

        Pass(thread, TimeSpan.FromSeconds(Seconds));

        var made = _target.Calls.Count;
        Assert.InRange(made, (int)Math.Ceiling(Rate * Seconds * 0.97), (Rate * Seconds) + 1);
        Assert.InRange(_target.Refused, 0, made / 1000);
    }

    [Fact]
    public void Call_TakesAccessAway_GoesBeforeWhatWaitsLonger()
    {
        using var thread = new OneThread();
        var done = new List<string>();
        for (var call = 0; call < 35; call++)
        {
            _ = OneAsync(_silos[0], removesAccess: call >= 30, call >= 30 ? "leave" : "join", done);
        }

        Pass(thread, TimeSpan.FromSeconds(2));

        // Two joins were under way: one had its call, one its turn.
        Assert.InRange(done.FindLastIndex(d => d == "leave"), 4, 7);
        Pass(thread, TimeSpan.FromSeconds(10));
        Assert.Equal(35, done.Count);
    }

    [Fact]
    public void AttemptsAtOnce_TargetThatIsClosed_AreNone()
    {
        using var thread = new OneThread();
        var done = new List<string>();
        Assert.Equal(4, _silos[0].AttemptsAtOnce);
        _ = OneAsync(_silos[0], removesAccess: false, "first", done);
        _target.MostPerSecond = 1;

        // The second call of this second is turned away by the target; from then on no silo calls.
        _silos.ForEach(s => _ = OneAsync(s, removesAccess: false, "second", done));
        Pass(thread, TimeSpan.FromMilliseconds(400));
        Assert.Equal(1, _target.Refused);
        _ = OneAsync(_silos[1], removesAccess: false, "third", done);
        Assert.Equal(0, _silos[1].AttemptsAtOnce);
        Pass(thread, TimeSpan.FromSeconds(2));
        Assert.Equal(4, _silos[1].AttemptsAtOnce);
        Assert.Equal(6, done.Count);
    }

    [Fact]
    public void Probe_TargetThatIsBack_ClosesTheCircuitByOneCall()
    {
        using var thread = new OneThread();
        OpenCircuit(thread);
        Assert.Equal(0, _silos[0].AttemptsAtOnce);
        _target.IsDown = false;
        Assert.False(Probe(thread).IsDone);
        Pass(thread, TimeSpan.FromSeconds(4));
        Assert.Equal(0, _silos[0].AttemptsAtOnce);

        Assert.True(Probe(thread).IsDone);
        Assert.False(_silos[0].CircuitOpen);
        Assert.Equal(["test"], _target.Calls.Select(c => c.Operation));
    }

    [Fact]
    public void AttemptsAtOnce_ProbeNotAnswered_AreNone()
    {
        using var thread = new OneThread();
        OpenCircuit(thread);
        _target.IsDown = false;
        _target.Answers = new TaskCompletionSource().Task;
        Pass(thread, TimeSpan.FromSeconds(4));

        _ = _silos[0].ProbeAsync(CancellationToken.None);
        Pass(thread, TimeSpan.FromMilliseconds(200));

        // What is taken up now would only be turned away.
        Assert.Equal(0, _silos[0].AttemptsAtOnce);
    }

    private void OpenCircuit(OneThread thread)
    {
        _target.MostPerSecond = 0;
        _target.IsDown = true;
        for (var call = 0; call < 20 && !_silos[0].CircuitOpen; call++)
        {
            _ = OneAsync(_silos[0], removesAccess: false, "", []);
            Pass(thread, TimeSpan.FromMilliseconds(200));
        }

        Assert.True(_silos[0].CircuitOpen);
    }

    private ConnectorResult Probe(OneThread thread)
    {
        ConnectorResult? result = null;
        _ = ProbeAsync();
        Pass(thread, TimeSpan.FromMilliseconds(200));
        Assert.NotNull(result);
        return result;

        async Task ProbeAsync() => result = await _silos[0].ProbeAsync(CancellationToken.None);
    }

    /// <summary>Calls one after the other, for ever: what waits when the test is over is forgotten with its thread.</summary>
    private async Task WorkAsync(TargetRuntime silo)
    {
        while (true)
        {
            var result = await silo.CallAsync(false, _target.TestAsync, urgent: false, CancellationToken.None);
            if (!result.IsDone)
            {
                await Task.Delay(result.RetryAfter ?? TimeSpan.FromMilliseconds(100), _time);
            }
        }
    }

    private async Task OneAsync(TargetRuntime silo, bool removesAccess, string name, List<string> done)
    {
        await silo.CallAsync(false, _target.TestAsync, urgent: false, CancellationToken.None, removesAccess);
        done.Add(name);
    }

    /// <summary>Lets time pass in small steps, and whoever it wakes go on.</summary>
    private void Pass(OneThread thread, TimeSpan time)
    {
        thread.Run();
        for (var end = _time.GetUtcNow() + time; _time.GetUtcNow() < end;)
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
            thread.Run();
        }
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
