using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.TargetSystems;

namespace Prov.Grains.TargetSystems;

/// <summary>
/// One target as this silo works with it: its connector behind concurrency limit, circuit breaker and timeout, and its share of the
/// target's budget. Every call to a target passes here.
/// </summary>
internal sealed class TargetRuntime : IAsyncDisposable
{
    // Longer waits are for the store, where the next attempt has its place in the order.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _breakDuration = TimeSpan.FromSeconds(3);

    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline<ConnectorResult> _unlimited;
    private readonly ResiliencePipeline<ConnectorResult> _pipeline;
    private readonly CallBudget _budget;
    private readonly TimeProvider _time;

    private readonly RateTurn _turn = new();
    private long _closedUntilTicks;

    public TargetRuntime(CompiledTarget compiled, IConnector connector, CallBudget budget, TimeProvider time)
    {
        (Compiled, Connector, _budget, _time) = (compiled, connector, budget, time);
        _unlimited = Build(compiled.Declaration, time, _circuit);
        _pipeline = new ResiliencePipelineBuilder<ConnectorResult> { TimeProvider = time }
            .AddConcurrencyLimiter(compiled.Declaration.Limits.Concurrency, queueLimit: 4096)
            .AddPipeline(_unlimited)
            .Build();
    }

    /// <summary>The target in the newest configuration; policies can change while the definition stays.</summary>
    public CompiledTarget Compiled { get; set; }

    public TargetSystem Definition => Compiled.Declaration;

    public IConnector Connector { get; }

    /// <summary>True also while the one call that shows whether the target is back is under way: others would be turned away.</summary>
    public bool CircuitOpen => _circuit.CircuitState is not CircuitState.Closed;

    /// <summary>
    /// Attempts that are worth having under way at once: none while the target is closed, and what its rate lets through in a second. What
    /// waits in the store keeps its place there; what was claimed in vain would lose it.
    /// </summary>
    public int AttemptsAtOnce
    {
        get
        {
            var closedFor = Volatile.Read(ref _closedUntilTicks) - _time.GetUtcNow().UtcTicks;
            return CircuitOpen || closedFor > 0 ? 0
                : Definition.Limits.RatePerSecond is > 0 and var rate ? Math.Max(2, (int)Math.Min(Math.Ceiling(rate / 2), int.MaxValue))
                : int.MaxValue;
        }
    }

    /// <summary>While the circuit is open: one call that changes nothing, so that a target that is back is noticed.</summary>
    public Task<ConnectorResult> ProbeAsync(CancellationToken cancellationToken) => CallAsync(writes: false, Connector.TestAsync, urgent: false, cancellationToken);

    /// <summary>Makes one call. Never throws for what a target does: every failure is a result.</summary>
    /// <param name="writes">True when the call may change the target: then a timeout is an unknown outcome.</param>
    /// <param name="call">The call itself.</param>
    /// <param name="urgent">True for an emergency: it waits for no place and counts against no rate.</param>
    /// <param name="cancellationToken">Abandons the call.</param>
    /// <param name="removesAccess">True to go before other work where calls are short.</param>
    public async Task<ConnectorResult> CallAsync(
        bool writes, Func<CancellationToken, Task<ConnectorResult>> call, bool urgent, CancellationToken cancellationToken, bool removesAccess = false)
    {
        var refusal = urgent ? await _budget.TakeUrgentAsync(CircuitOpen, cancellationToken) : await TakeAsync(removesAccess, cancellationToken);
        if (refusal is not null)
        {
            Volatile.Write(ref _closedUntilTicks, refusal.Reason == CallRefusal.RateExhausted ? 0 : (_time.GetUtcNow() + refusal.Wait).UtcTicks);
            return refusal.ToResult();
        }

        try
        {
            var calls = urgent ? _unlimited : _pipeline;
            var result = await calls.ExecuteAsync(async token => await GuardAsync(writes, call, token), cancellationToken);
            if (result.Status == ConnectorStatus.Throttled)
            {
                _budget.SlowDownAsync(result.RetryAfter, CancellationToken.None).Ignore();
            }

            return result;
        }
        catch (BrokenCircuitException broken)
        {
            return new CallRefusal(CallRefusal.CircuitOpen, broken.RetryAfter ?? _breakDuration).ToResult();
        }
        catch (RateLimiterRejectedException)
        {
            return new CallRefusal(CallRefusal.TooManyCalls, TimeSpan.FromSeconds(1)).ToResult();
        }
    }

    /// <summary>Waits a while for a call out of the shared rate, but not for a target that is closed.</summary>
    private async Task<CallRefusal?> TakeAsync(bool removesAccess, CancellationToken cancellationToken)
    {
        var rate = Definition.Limits.RatePerSecond;
        var refusal = rate <= 0 ? await _budget.TakeAsync(rate, CircuitOpen, cancellationToken) : CallRefusal.NotAsked;
        return refusal?.Reason == CallRefusal.RateExhausted ? await WaitForTurnAsync(rate, removesAccess, cancellationToken) : refusal;
    }

    private async Task<CallRefusal?> WaitForTurnAsync(double rate, bool removesAccess, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        await _turn.EnterAsync(removesAccess);
        try
        {
            while (true)
            {
                var refusal = await _budget.TakeAsync(rate, CircuitOpen, cancellationToken);
                if (refusal?.Reason != CallRefusal.RateExhausted || _time.GetElapsedTime(begun) > _patience)
                {
                    return refusal;
                }

                await Task.Delay(refusal.Wait < _shortestWait ? _shortestWait : refusal.Wait, _time, cancellationToken);
            }
        }
        finally
        {
            _turn.Leave();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _budget.Dispose();
        await Connector.DisposeAsync();
    }

    private static async ValueTask<ConnectorResult> GuardAsync(
        bool writes, Func<CancellationToken, Task<ConnectorResult>> call, CancellationToken token)
    {
        try
        {
            return await call(token);
        }
        catch (OperationCanceledException)
        {
            return TimedOut(writes);
        }
#pragma warning disable CA1031 // A connector's fault must not take the grain down; after a write nothing is known.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return ConnectorResult.Failed(
                writes ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable, "CONNECTOR_FAULT", $"The connector failed: {fault.GetType().Name}.");
        }
    }

    private static ConnectorResult TimedOut(bool writes) => ConnectorResult.Failed(
        writes ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable, "TIMEOUT", "The target did not answer in time.");

    private static ResiliencePipeline<ConnectorResult> Build(TargetSystem definition, TimeProvider time, CircuitBreakerStateProvider circuit) =>
        new ResiliencePipelineBuilder<ConnectorResult> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ConnectorResult>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 8,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = _breakDuration,
                StateProvider = circuit,
                ShouldHandle = new PredicateBuilder<ConnectorResult>().HandleResult(
                    r => r.Status is ConnectorStatus.Unavailable or ConnectorStatus.Unknown),
            })
            // Innermost, so that the wait for a free place does not count against the target.
            .AddStrategy(_ => new TimeoutAsResult(definition.Limits.Timeout, time), new TimeoutAsResultOptions())
            .Build();

    /// <summary>Cancels a slow call; <see cref="GuardAsync"/> turns the cancellation into a result.</summary>
    private sealed class TimeoutAsResult(TimeSpan timeout, TimeProvider time) : ResilienceStrategy<ConnectorResult>
    {
        protected override async ValueTask<Outcome<ConnectorResult>> ExecuteCore<TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<ConnectorResult>>> callback, ResilienceContext context, TState state)
        {
            using var limit = new CancellationTokenSource(timeout, time);
            using var linked = context.CancellationToken.CanBeCanceled
                ? CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, limit.Token)
                : null;
            var inner = ResilienceContextPool.Shared.Get((linked ?? limit).Token);
            try
            {
                return await callback(inner, state);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(inner);
            }
        }
    }

    private sealed class TimeoutAsResultOptions : ResilienceStrategyOptions;
}
