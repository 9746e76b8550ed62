using Prov.Grains.Contracts;

namespace Prov.Grains.Reconciliation;

/// <summary>Where the reconciliation of a target stands.</summary>
[GenerateSerializer, Alias("prov.ReconciliationGrainState")]
public sealed class ReconciliationGrainState
{
    /// <summary>The newest run; null when there never was one.</summary>
    [Id(0)]
    public ReconciliationProgress? Run { get; set; }

    /// <summary>The store's version of the newest run's row.</summary>
    [Id(1)]
    public long Version { get; set; }

    /// <summary>The hash that a person has released.</summary>
    [Id(2)]
    public string Released { get; set; } = "";

    /// <summary>When the last full run began.</summary>
    [Id(3)]
    public DateTimeOffset FullAt { get; set; }

    /// <summary>When the last run of either kind began.</summary>
    [Id(4)]
    public DateTimeOffset RunAt { get; set; }
}
