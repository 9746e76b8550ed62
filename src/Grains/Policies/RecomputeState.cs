using Prov.Grains.Contracts;

namespace Prov.Grains.Policies;

/// <summary>Where a recompute stands.</summary>
[GenerateSerializer, Alias("prov.RecomputeState")]
public sealed class RecomputeState
{
    /// <summary>The version that everyone is brought to.</summary>
    [Id(0)]
    public long PolicyVersion { get; set; }

    /// <summary>
    /// True until everyone has the answer of the version. False unless saved otherwise: the stored form leaves out what is false, and a
    /// recompute that was lost would count as done.
    /// </summary>
    [Id(3)]
    public bool IsUnderWay { get; set; }

    /// <summary>The version that everyone had the answer of last; what differs from it tells whom a new one concerns.</summary>
    [Id(4)]
    public long Baseline { get; set; }

    [Id(5)]
    public RecomputePhase Phase { get; set; }

    [Id(6)]
    public RecomputeProgress Progress { get; set; } = new(0, false, 0, 0);

    /// <summary>The hash that a person has released.</summary>
    [Id(7)]
    public string Released { get; set; } = "";
}
