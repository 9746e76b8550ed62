namespace Prov.Domain.Auditing;

/// <summary>The actions that audit entries name.</summary>
public static class AuditActions
{
    /// <summary>Known for the first time; the first day lies in the future.</summary>
    public const string IdentityAnnounced = "IDENTITY_ANNOUNCED";

    public const string IdentityJoined = "IDENTITY_JOINED";
    public const string IdentityMoved = "IDENTITY_MOVED";
    public const string IdentityLeft = "IDENTITY_LEFT";
    public const string IdentityRehired = "IDENTITY_REHIRED";
    public const string IdentitySuspended = "IDENTITY_SUSPENDED";
    public const string IdentityResumed = "IDENTITY_RESUMED";
    public const string IdentityArchived = "IDENTITY_ARCHIVED";
    public const string EventScheduled = "EVENT_SCHEDULED";
    public const string EventSuperseded = "EVENT_SUPERSEDED";

    /// <summary>A leave that the mass-change guard holds.</summary>
    public const string EventHeld = "EVENT_HELD";

    /// <summary>A person released what the guard held of a source.</summary>
    public const string LeavesReleased = "LEAVES_RELEASED";

    /// <summary>A person dropped what the guard held of a source.</summary>
    public const string LeavesDropped = "LEAVES_DROPPED";

    /// <summary>A direct grant was given.</summary>
    public const string GrantGiven = "GRANT_GIVEN";

    /// <summary>A direct grant was revoked.</summary>
    public const string GrantRevoked = "GRANT_REVOKED";

    /// <summary>A direct grant has reached its end.</summary>
    public const string GrantExpired = "GRANT_EXPIRED";

    /// <summary>A direct grant ended because the identity left.</summary>
    public const string GrantEnded = "GRANT_ENDED";

    /// <summary>Something is not given because of a conflict.</summary>
    public const string GrantWithheld = "GRANT_WITHHELD";

    /// <summary>A rule of separation of duties is violated, or would be but for what is withheld.</summary>
    public const string SodViolationFound = "SOD_VIOLATION_FOUND";

    /// <summary>A rule of separation of duties is violated no more.</summary>
    public const string SodViolationEnded = "SOD_VIOLATION_ENDED";

    public const string AccountDesired = "ACCOUNT_DESIRED";
    public const string AccountApplied = "ACCOUNT_APPLIED";
    public const string AccountFailed = "ACCOUNT_FAILED";

    /// <summary>A person had it tried again.</summary>
    public const string AccountRetried = "ACCOUNT_RETRIED";
    public const string ConfigurationApplied = "CONFIGURATION_APPLIED";
    public const string RecomputePaused = "RECOMPUTE_PAUSED";
    public const string RecomputeResumed = "RECOMPUTE_RESUMED";
    public const string RecomputeCancelled = "RECOMPUTE_CANCELLED";
    public const string RecomputeHeld = "RECOMPUTE_HELD";
    public const string RecomputeReleased = "RECOMPUTE_RELEASED";
    public const string ImportFinished = "IMPORT_FINISHED";
    public const string ImportHeld = "IMPORT_HELD";
    public const string ImportReleased = "IMPORT_RELEASED";
    public const string QuarantineReplayed = "QUARANTINE_REPLAYED";
    public const string QuarantineReleased = "QUARANTINE_RELEASED";
    public const string WorkItemOpened = "WORK_ITEM_OPENED";
    public const string WorkItemAssigned = "WORK_ITEM_ASSIGNED";
    public const string WorkItemClosed = "WORK_ITEM_CLOSED";

    /// <summary>An account that no identity owns was disabled or deleted.</summary>
    public const string FoundAccountChanged = "FOUND_ACCOUNT_CHANGED";

    public const string ReconciliationStarted = "RECONCILIATION_STARTED";
    public const string ReconciliationFinished = "RECONCILIATION_FINISHED";
    public const string ReconciliationHeld = "RECONCILIATION_HELD";
    public const string ReconciliationReleased = "RECONCILIATION_RELEASED";
    public const string ReconciliationCancelled = "RECONCILIATION_CANCELLED";
    public const string TargetMaintenance = "TARGET_MAINTENANCE";
}
