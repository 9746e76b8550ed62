using Prov.Domain.Auditing;
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

    private readonly Dictionary<string, DateTimeOffset> _openCircuits = new(StringComparer.Ordinal);
    private double _tokens;
    private DateTimeOffset _refilledAt;
    private long _granted;

    public Task<BudgetLease> LeaseAsync(BudgetRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        NoteCircuit(request, now);
        if (state.State.Maintenance)
        {
            return Task.FromResult(new BudgetLease(0, TimeSpan.FromSeconds(5), Maintenance: true));
        }

        if (request.RatePerSecond <= 0)
        {
            _granted += request.Calls;
            return Task.FromResult(new BudgetLease(request.Calls, TimeSpan.Zero, Maintenance: false));
        }

        Refill(request.RatePerSecond, now);
        var calls = (int)Math.Min(request.Calls, Math.Floor(_tokens));
        _tokens -= calls;
        _granted += calls;
        var wait = calls > 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / request.RatePerSecond);
        return Task.FromResult(new BudgetLease(calls, wait, Maintenance: false));
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
        // A bucket holds one second's calls at most: a quiet hour must not end in a burst.
        var capacity = Math.Max(1, ratePerSecond);
        var elapsed = _refilledAt == default ? 1 : (now - _refilledAt).TotalSeconds;
        _tokens = Math.Min(capacity, _tokens + (elapsed * ratePerSecond));
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
