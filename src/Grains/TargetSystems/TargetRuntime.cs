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
    private static readonly ConnectorResult _circuitOpen =
        ConnectorResult.Failed(ConnectorStatus.Throttled, "CIRCUIT_OPEN", "The target failed repeatedly; calls are paused for a while.");

    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline<ConnectorResult> _unlimited;
    private readonly ResiliencePipeline<ConnectorResult> _pipeline;
    private readonly CallBudget _budget;

    public TargetRuntime(CompiledTarget compiled, IConnector connector, CallBudget budget, TimeProvider time)
    {
        (Compiled, Connector, _budget) = (compiled, connector, budget);
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

    public bool CircuitOpen => _circuit.CircuitState is CircuitState.Open or CircuitState.Isolated;

    /// <summary>Makes one call. Never throws for what a target does: every failure is a result.</summary>
    /// <param name="writes">True when the call may change the target: then a timeout is an unknown outcome.</param>
    /// <param name="call">The call itself.</param>
    /// <param name="urgent">True for an emergency: it waits for no place and counts against no rate.</param>
    /// <param name="cancellationToken">Abandons the call.</param>
    public async Task<ConnectorResult> CallAsync(
        bool writes, Func<CancellationToken, Task<ConnectorResult>> call, bool urgent, CancellationToken cancellationToken)
    {
        var refusal = await _budget.TakeAsync(urgent ? 0 : Definition.Limits.RatePerSecond, CircuitOpen, cancellationToken);
        if (refusal is not null)
        {
            return ConnectorResult.Failed(ConnectorStatus.Throttled, refusal.Reason, "The call was not made.", refusal.Wait);
        }

        try
        {
            var calls = urgent ? _unlimited : _pipeline;
            return await calls.ExecuteAsync(async token => await GuardAsync(writes, call, token), cancellationToken);
        }
        catch (BrokenCircuitException broken)
        {
            return _circuitOpen with { RetryAfter = broken.RetryAfter };
        }
        catch (RateLimiterRejectedException)
        {
            return ConnectorResult.Failed(ConnectorStatus.Throttled, "TOO_MANY_CALLS", "Too many calls wait for the target.", TimeSpan.FromSeconds(1));
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
                BreakDuration = TimeSpan.FromSeconds(3),
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
