namespace Prov.Grains.Contracts;

/// <summary>Brings every identity of a tenant to a new configuration. Key: see <see cref="GrainKeys.Recompute"/>. Rank 1.</summary>
[Alias("prov.IRecomputeGrain")]
public interface IRecomputeGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that a recompute for this version is done or under way; every silo asks now and then, so that it survives a loss.</summary>
    [Alias("Ensure")]
    Task<RecomputeProgress> EnsureAsync(long policyVersion, CancellationToken cancellationToken);

    /// <summary>How far it is.</summary>
    [Alias("Get")]
    Task<RecomputeProgress> GetAsync(CancellationToken cancellationToken);

    /// <summary>Stops it for the time being; what has been decided stays.</summary>
    [Alias("Pause")]
    Task<RecomputeProgress> PauseAsync(string actor, CancellationToken cancellationToken);

    /// <summary>Goes on after a pause or a cancel.</summary>
    [Alias("Resume")]
    Task<RecomputeProgress> ResumeAsync(string actor, CancellationToken cancellationToken);

    /// <summary>Ends it; whom it has not reached keeps what they have until their next event, or a later version.</summary>
    [Alias("Cancel")]
    Task<RecomputeProgress> CancelAsync(string actor, CancellationToken cancellationToken);

    /// <summary>Lets the removals go on that the guard holds, if they are still the ones of this hash.</summary>
    /// <exception cref="RecomputeRefusedException">Nothing is held, or the hash is another.</exception>
    [Alias("Release")]
    Task<RecomputeProgress> ReleaseAsync(string planHash, string actor, CancellationToken cancellationToken);
}

/// <summary>Where a recompute stands.</summary>
[GenerateSerializer, Alias("prov.RecomputePhase")]
public enum RecomputePhase
{
    /// <summary>Everyone has the answer of the version.</summary>
    Done,
    Running,
    Paused,

    /// <summary>Done, but for the removals that the guard holds until a person releases them.</summary>
    Held,
    Cancelled,
}

/// <summary>How far a recompute is.</summary>
/// <param name="PolicyVersion">The version that it brings everyone to.</param>
/// <param name="Done">True when everyone has the answer of the version.</param>
/// <param name="Evaluated">Identities that were decided again, since the change may concern them.</param>
/// <param name="Changed">Those that were woken, because their answer changes.</param>
[GenerateSerializer, Alias("prov.RecomputeProgress"), Immutable]
public sealed record RecomputeProgress(
    [property: Id(0)] long PolicyVersion, [property: Id(1)] bool Done, [property: Id(2)] long Evaluated, [property: Id(3)] long Changed)
{
    [Id(4)] public RecomputePhase Phase { get; init; }

    /// <summary>Identities whose attributes were looked at.</summary>
    [Id(5)] public long Screened { get; init; }

    /// <summary>Identities of which the guard holds the change.</summary>
    [Id(6)] public long Held { get; init; }

    /// <summary>Hash of what is held; a release must name it. Empty when nothing is held.</summary>
    [Id(7)] public string PlanHash { get; init; } = "";

    /// <summary>What is held and why; empty when nothing is.</summary>
    [Id(8)] public string Explanation { get; init; } = "";
}
