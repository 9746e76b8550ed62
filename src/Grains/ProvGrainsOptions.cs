namespace Prov.Grains;

/// <summary>What the actors of a silo are told by its host.</summary>
public sealed class ProvGrainsOptions
{
    /// <summary>The tenant of callers that name none. Default <c>default</c>.</summary>
    public string DefaultTenant { get; set; } = "default";

    /// <summary>False on a silo that only serves calls and leaves due work to others. Default true.</summary>
    public bool Sweep { get; set; } = true;

    /// <summary>How much a new configuration may take away before the removals wait for a person's release.</summary>
    public Domain.Preview.RemovalGuard Removals { get; set; } = new();

    /// <summary>What reconciliation may use of the silo.</summary>
    public Reconciliation.ReconciliationOptions Reconciliation { get; set; } = new();

    /// <summary>What imports of feeds may use of the silo.</summary>
    public Sources.Imports.ImportOptions Imports { get; set; } = new();
}
