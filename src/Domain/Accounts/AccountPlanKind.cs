namespace Prov.Domain.Accounts;

public enum AccountPlanKind
{
    /// <summary>The target agrees already.</summary>
    None,

    /// <summary>The account is not there and should be.</summary>
    Create,

    /// <summary>The account is there and differs.</summary>
    Update,

    /// <summary>The account is there and should not be.</summary>
    Delete,

    /// <summary>The account is protected: whatever should be done, nothing is.</summary>
    Protected,
}
