using Prov.Domain.Accounts;

namespace Prov.Domain.Reconciliation;

/// <summary>How an account stands at its target against what was last known of it.</summary>
public enum AccountPresence
{
    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>It is there, as last known.</summary>
    Same,

    /// <summary>It is there, and somebody changed it since.</summary>
    Different,
}

/// <summary>Whose an account that no record claims can be.</summary>
public enum OwnerMatch
{
    /// <summary>Nobody is like it.</summary>
    Nobody,

    /// <summary>One identity, whose own account here is still to be made.</summary>
    Awaiting,

    /// <summary>One identity, which is to have none here or has another.</summary>
    Other,

    /// <summary>Several, or one that is not alike enough.</summary>
    Doubtful,
}

/// <summary>What is known of one account, for the <see cref="DecisionTable"/>.</summary>
public readonly record struct AccountFacts
{
    /// <summary>What policy wants of it; null when Prov has no record of it.</summary>
    public AccountState? Desired { get; init; }

    /// <summary>True when Prov knows the account at the target as its own.</summary>
    public bool Linked { get; init; }

    /// <summary>How it stands at the target.</summary>
    public AccountPresence Presence { get; init; }

    /// <summary>True when it is there and can be signed in with.</summary>
    public bool Enabled { get; init; }

    /// <summary>True while its desired generation is ahead of the applied one.</summary>
    public bool Pending { get; init; }

    /// <summary>True when the target's configuration protects it.</summary>
    public bool Protected { get; init; }

    /// <summary>Of one found under our name: true when it is proved to be ours.</summary>
    public bool Ours { get; init; }

    /// <summary>Of one that no record claims: whose it can be.</summary>
    public OwnerMatch Match { get; init; }
}
