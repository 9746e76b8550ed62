namespace Prov.Grains.Reconciliation;

/// <summary>What reconciliation may use of its silo.</summary>
public sealed class ReconciliationOptions
{
    /// <summary>Memory of one target's index, beside 16 bytes per account for its table. Default 128 MiB, which holds 1.6 million accounts.</summary>
    public long IndexMemoryBytes { get; set; } = 128L << 20;

    /// <summary>An index older than this is built anew. Default 1 day.</summary>
    public TimeSpan MaxIndexAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often targets are asked whether a run is due. Default 1 s.</summary>
    public TimeSpan Look { get; set; } = TimeSpan.FromSeconds(1);
}
