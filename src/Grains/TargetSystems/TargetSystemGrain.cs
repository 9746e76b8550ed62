using Prov.Domain.Auditing;
using Prov.Domain.TargetSystems;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.TargetSystems;

/// <summary>Keeps one target's shared budget and maintenance state. Silos take calls in small leases, so it stays quiet.</summary>
[GrainType("target")]
internal sealed class TargetSystemGrain(
    [PersistentState("target-system", StorageNames.Coordinators)] IPersistentState<TargetSystemState> state,
    IProvStore store,
    TimeProvider time) : Grain, ITargetSystemGrain
{
    // What a silo says of its circuit is forgotten when it falls silent, so that a lost silo does not stay in the status for ever.
    private static readonly TimeSpan _reportLifetime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _measuring = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, DateTimeOffset> _openCircuits = new(StringComparer.Ordinal);
    private double _tokens;
    private DateTimeOffset _refilledAt;
    private long _granted;
    private double _configured;
    private AdaptiveRate _rate = AdaptiveRate.Free;
    private (DateTimeOffset Since, long Calls, double Rate) _measured;

    public Task<BudgetLease> LeaseAsync(BudgetRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        NoteCircuit(request, now);
        if (state.State.Maintenance)
        {
            return Task.FromResult(new BudgetLease(0, TimeSpan.FromSeconds(5), Maintenance: true));
        }

        if (now < _rate.PausedUntil)
        {
            return Task.FromResult(new BudgetLease(0, _rate.PausedUntil - now, Maintenance: false) { Throttled = true });
        }

        _configured = request.RatePerSecond > 0 ? request.RatePerSecond : _configured;
        var rate = _rate.Now(request.RatePerSecond, now);
        if (rate <= 0)
        {
            return Task.FromResult(Grant(request.Calls, request.Made, now, counted: false));
        }

        Refill(rate, now);
        var calls = (int)Math.Min(request.Calls, Math.Floor(_tokens));
        _tokens -= calls;
        return Task.FromResult(calls > 0
            ? Grant(calls, calls, now, counted: true)
            : new BudgetLease(0, TimeSpan.FromSeconds((1 - _tokens) / rate), Maintenance: false));
    }

    public Task ThrottledAsync(TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var made = Math.Max(_measured.Rate, _measured.Calls / Math.Max(1, (now - _measured.Since).TotalSeconds));
        _rate = _rate.Slower(_configured > 0 ? _rate.Now(_configured, now) : Math.Max(1, made), retryAfter, now);
        _tokens = 0;
        return Task.CompletedTask;
    }

    public async Task SetMaintenanceAsync(bool on, string actor, string reason, CancellationToken cancellationToken)
    {
        if (state.State.Maintenance == on && state.State.Reason == reason)
        {
            return;
        }

        (state.State.Maintenance, state.State.Reason) = (on, on ? reason : "");
        await state.WriteStateAsync(cancellationToken);
        var parts = GrainKeys.IdOf(this.GetPrimaryKeyString()).Split(':', 2);
        await store.AppendAuditAsync(
            [
                new AuditEntry
                {
                    At = time.GetUtcNow(),
                    Tenant = parts[0],
                    Subject = "TargetSystem/" + parts[1],
                    Action = AuditActions.TargetMaintenance,
                    Actor = actor,
                    Details = AuditDetails.Of(("maintenance", on ? "on" : "off"), ("reason", reason)),
                },
            ],
            cancellationToken);
    }

    public Task<TargetStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        Forget(time.GetUtcNow());
        return Task.FromResult(new TargetStatus(state.State.Maintenance, state.State.Reason, [.. _openCircuits.Keys.Order()], _granted));
    }

    private BudgetLease Grant(int calls, long made, DateTimeOffset now, bool counted)
    {
        if (now - _measured.Since >= _measuring)
        {
            _measured = (now, 0, _measured.Calls / Math.Max(1, (now - _measured.Since).TotalSeconds));
        }

        _measured.Calls += made;
        _granted += calls;
        return new BudgetLease(calls, TimeSpan.Zero, Maintenance: false) { Counted = counted };
    }

    private void NoteCircuit(BudgetRequest request, DateTimeOffset now)
    {
        if (request.CircuitOpen)
        {
            _openCircuits[request.Silo] = now;
        }
        else
        {
            _openCircuits.Remove(request.Silo);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var silo in _openCircuits.Where(c => now - c.Value > _reportLifetime).Select(c => c.Key).ToList())
        {
            _openCircuits.Remove(silo);
        }
    }

    private void Refill(double ratePerSecond, DateTimeOffset now)
    {
        // A tenth of a second's calls, so that no second has noticeably more than the rate; a little more is kept for who asks late, but not
        // after a quiet time.
        var capacity = Math.Max(1, ratePerSecond / 10);
        var elapsed = _refilledAt == default ? double.MaxValue : (now - _refilledAt).TotalSeconds;
        var tokens = _tokens + (elapsed * ratePerSecond);
        _tokens = tokens <= capacity + 0.5 ? tokens : capacity;
        _refilledAt = now;
    }
}

/// <summary>What of a target must survive a restart.</summary>
[GenerateSerializer, Alias("prov.TargetSystemState")]
public sealed class TargetSystemState
{
    [Id(0)]
    public bool Maintenance { get; set; }

    [Id(1)]
    public string Reason { get; set; } = "";
}
