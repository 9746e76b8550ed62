using Prov.Grains.Digests;

namespace Prov.Grains.Reconciliation.Index;

/// <summary>What the index knows of an account at a target.</summary>
public struct AccountEntry
{
    /// <summary>Digest of the account as last reconciled; all zero when that is not known.</summary>
    public Digest Content { get; set; }

    /// <summary>Its record (see <see cref="AccountKey"/>); all zero when none claims it.</summary>
    public Digest Account { get; set; }

    /// <summary>Digest of its record as it stood at the target; all zero when that is not known.</summary>
    public Digest Record { get; set; }

    /// <summary>The pass in which it was last seen; 0 for none.</summary>
    public uint Pass { get; set; }

    /// <summary>1 when it is kept; 0 when it was only seen, or has been forgotten.</summary>
    public uint Known { get; set; }

    public readonly bool IsOwned => Account != default;
}
