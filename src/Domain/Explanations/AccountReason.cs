namespace Prov.Domain.Explanations;

/// <summary>Why an account has its desired state.</summary>
public enum AccountReason
{
    /// <summary>Granted, and the identity is active.</summary>
    Granted,

    /// <summary>Granted, but the identity is suspended.</summary>
    Suspended,

    /// <summary>No policy gives it any more; disabled until its grace period is over.</summary>
    NotGranted,

    /// <summary>No policy gives it any more, and its grace period is over.</summary>
    GraceOver,

    /// <summary>Granted, but out of the target's scope, or not to be had for another reason that the notes tell.</summary>
    Withheld,

    /// <summary>The configuration no longer has its target; it stays as it was.</summary>
    TargetUnknown,
}
