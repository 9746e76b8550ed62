namespace Prov.Domain.Identities;

/// <summary>Where an identity stands in its life.</summary>
public enum LifecycleState
{
    /// <summary>Known, but its first day lies in the future.</summary>
    Pending,

    /// <summary>At least one source says it is here now.</summary>
    Active,

    /// <summary>Here, but away for a time: accounts are disabled, nothing is deleted.</summary>
    Suspended,

    /// <summary>No source says it is here any more; accounts are disabled and deleted after their grace period.</summary>
    Terminated,

    /// <summary>Terminated, and every account is gone. Kept for correlation of a rehire and for audit.</summary>
    Archived,
}
