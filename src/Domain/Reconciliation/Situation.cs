namespace Prov.Domain.Reconciliation;

/// <summary>How an account at a target, what policy wants of it and what Prov knows of it go together.</summary>
public enum Situation
{
    /// <summary>Neither wanted nor there.</summary>
    Absent,

    /// <summary>There and as it should be.</summary>
    Confirmed,

    /// <summary>Work on it is under way: what differs is Prov's own, and no drift.</summary>
    Pending,

    /// <summary>Wanted, never made: it is not there, and its ordinary work has not come to an end.</summary>
    Awaited,

    /// <summary>Ours, there, and not as it should be.</summary>
    Different,

    /// <summary>Ours, to be disabled, and somebody enabled it again.</summary>
    Reenabled,

    /// <summary>Ours and wanted, but somebody deleted it.</summary>
    Missing,

    /// <summary>Ours, to be disabled or gone anyway, and somebody deleted it.</summary>
    Vanished,

    /// <summary>Ours, there, and nobody is to have it any more: Prov deleted it, and it came back with the target's own id that it had.</summary>
    OutOfScope,

    /// <summary>Found under the name of a wanted account that was never linked, and proved to be ours.</summary>
    Unlinked,

    /// <summary>Found under the name of a wanted account, and nothing proves it to be ours.</summary>
    Collision,

    /// <summary>Found under the name of an account that was deleted: a stranger may have made it anew.</summary>
    Returned,

    /// <summary>Unowned; it is that of one identity, whose own account here is still to be made.</summary>
    Matched,

    /// <summary>Unowned; it is that of one identity, which is to have none here or has another.</summary>
    Unassigned,

    /// <summary>Unowned; it could be that of several identities, or one is not alike enough.</summary>
    Disputed,

    /// <summary>Unowned; nobody is like it.</summary>
    Orphan,

    /// <summary>Protected by the target's configuration: left alone.</summary>
    Protected,
}
