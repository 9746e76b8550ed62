namespace Prov.Domain.Preview;

/// <summary>What a plan does.</summary>
public enum EffectKind
{
    AccountCreated,
    AccountEnabled,
    AccountDisabled,
    AccountDeleted,
    AccountRenamed,
    AttributeSet,
    AttributeRemoved,
    EntitlementAdded,
    EntitlementRemoved,
    RoleGranted,
    RoleRevoked,
    WorkItemOpened,
    WorkItemClosed,

    /// <summary>Something would be given but for a conflict.</summary>
    GrantWithheld,

    /// <summary>A rule of separation of duties comes to stand otherwise for the identity.</summary>
    SodChanged,
}
