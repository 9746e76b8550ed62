namespace Prov.Domain.Reconciliation;

/// <summary>What reconciliation does about a situation.</summary>
public enum ReconciliationAction
{
    /// <summary>Nothing, and nothing is reported.</summary>
    None,

    /// <summary>Nothing is done; it is reported.</summary>
    Report,

    /// <summary>The account is brought to what it should be by its ordinary work: changed back, made again, disabled, deleted.</summary>
    Restore,

    /// <summary>What others changed is taken over: it becomes an event of the source that is made of the target.</summary>
    SyncBack,

    /// <summary>That it is gone is taken note of.</summary>
    Accept,

    /// <summary>The found account becomes that of the identity it belongs to, and is then brought to what it should be.</summary>
    Link,

    /// <summary>A work item asks whose it is, or for an identity to be made for it.</summary>
    AskOwner,

    /// <summary>The account is disabled.</summary>
    Disable,

    /// <summary>The account is disabled, and deleted after the target's grace period.</summary>
    Delete,
}
