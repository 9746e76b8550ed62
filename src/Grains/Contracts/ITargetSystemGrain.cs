namespace Prov.Grains.Contracts;

/// <summary>What all silos share about one target: rate budget, maintenance. Key: see <see cref="GrainKeys.Target"/>. Rank 4.</summary>
[Alias("prov.ITargetSystemGrain")]
public interface ITargetSystemGrain : IGrainWithStringKey
{
    /// <summary>
    /// Asks for calls out of the shared budget; may grant fewer, or none and a wait. Also carries the silo's view of the target's health.
    /// </summary>
    [Alias("Lease")]
    Task<BudgetLease> LeaseAsync(BudgetRequest request, CancellationToken cancellationToken);

    /// <summary>The target has asked a silo to slow down: no silo calls it until then, and all of them together call more slowly for a while.</summary>
    /// <param name="retryAfter">What the target asked for; null when it named no time.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    [Alias("Throttled")]
    Task ThrottledAsync(TimeSpan? retryAfter, CancellationToken cancellationToken);

    /// <summary>Enters or leaves maintenance: work queues up meanwhile and is replayed after. Durable.</summary>
    [Alias("SetMaintenance")]
    Task SetMaintenanceAsync(bool on, string actor, string reason, CancellationToken cancellationToken);

    [Alias("GetStatus")]
    Task<TargetStatus> GetStatusAsync(CancellationToken cancellationToken);
}

/// <summary>A silo's request for calls.</summary>
/// <param name="Silo">Name of the silo.</param>
/// <param name="Calls">Calls wanted; 0 only reports.</param>
/// <param name="RatePerSecond">The configured budget; 0 for unlimited.</param>
/// <param name="CircuitOpen">True while the silo's circuit to the target is open.</param>
[GenerateSerializer, Alias("prov.BudgetRequest"), Immutable]
public sealed record BudgetRequest(
    [property: Id(0)] string Silo, [property: Id(1)] int Calls, [property: Id(2)] double RatePerSecond, [property: Id(3)] bool CircuitOpen)
{
    /// <summary>Calls that the silo has made since its last request without counting them, since there was no rate.</summary>
    [Id(4)] public long Made { get; init; }
}

/// <summary>The answer to a request for calls.</summary>
/// <param name="Calls">Calls granted.</param>
/// <param name="Wait">When to ask again if none was granted.</param>
/// <param name="Maintenance">True while the target is in maintenance: make no call.</param>
[GenerateSerializer, Alias("prov.BudgetLease"), Immutable]
public sealed record BudgetLease([property: Id(0)] int Calls, [property: Id(1)] TimeSpan Wait, [property: Id(2)] bool Maintenance)
{
    /// <summary>True while every call counts, though no rate is configured: the target has asked for fewer.</summary>
    [Id(3)] public bool Counted { get; init; }

    /// <summary>True while the target has asked to be left alone.</summary>
    [Id(4)] public bool Throttled { get; init; }
}

/// <summary>A target as all silos together see it.</summary>
[GenerateSerializer, Alias("prov.TargetStatus"), Immutable]
public sealed record TargetStatus(
    [property: Id(0)] bool Maintenance,
    [property: Id(1)] string MaintenanceReason,
    [property: Id(2)] string[] SilosWithOpenCircuit,
    [property: Id(3)] long CallsGranted);
