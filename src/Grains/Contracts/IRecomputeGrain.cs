namespace Prov.Grains.Contracts;

/// <summary>Decides every identity of a tenant again after its configuration changed. Key: see <see cref="GrainKeys.Recompute"/>. Rank 1.</summary>
[Alias("prov.IRecomputeGrain")]
public interface IRecomputeGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that a recompute for this version is done or under way; every silo asks now and then, so that it survives a loss.</summary>
    [Alias("Ensure")]
    Task<RecomputeProgress> EnsureAsync(long policyVersion, CancellationToken cancellationToken);
}

/// <summary>How far a recompute is.</summary>
/// <param name="PolicyVersion">The version that it brings everyone to.</param>
/// <param name="Done">True when everyone has been decided with it.</param>
/// <param name="Evaluated">Identities that were decided again in this activation.</param>
/// <param name="Changed">Those whose answer changed.</param>
[GenerateSerializer, Alias("prov.RecomputeProgress"), Immutable]
public sealed record RecomputeProgress(
    [property: Id(0)] long PolicyVersion, [property: Id(1)] bool Done, [property: Id(2)] long Evaluated, [property: Id(3)] long Changed);
